"""Known answers, asked at every start: a platform whose ciphers do not give them must not run."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .digest import hmac_sm3, sm3
from .errors import GmError
from .sm4 import sm4_gcm_decrypt, sm4_gcm_encrypt

_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
_GCM_NONCE = bytes.fromhex("00001234567800000000abcd")
_GCM_AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_GCM_PLAIN = bytes.fromhex("".join(pair * 8 for pair in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa")))
_GCM_SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)


def self_test() -> None:
    """Compare SM3, HMAC-SM3, SM4 and SM4-GCM with the answers in their standards; under a millisecond.

    Raises GmError `gm.self_test` with the name of the first that differs, or `gm.no_sm3`.
    """
    for name, got, wanted in _answers():
        if got != wanted:
            raise GmError("gm.self_test", f"密码自检没有通过：{name}。请不要启用系统，先换用完好的密码库。")
    _refuses_tampering()


def _answers() -> list[tuple[str, bytes, bytes]]:
    block = Cipher(algorithms.SM4(_KEY), modes.ECB()).encryptor()  # noqa: S305 -- one block of the standard
    return [
        (
            "SM3 (GB/T 32905 A.1)",
            sm3(b"abc"),
            bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ),
        (
            "SM3 (GB/T 32905 A.2)",
            sm3(b"abcd" * 16),
            bytes.fromhex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        ),
        (
            "HMAC-SM3",
            hmac_sm3(bytes(range(1, 33)), _LETTERS),
            bytes.fromhex("ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"),
        ),
        (
            "SM4 (GB/T 32907 A.1)",
            block.update(_KEY) + block.finalize(),
            bytes.fromhex("681edf34d206965e86b3e94f536e4246"),
        ),
        ("SM4-GCM (RFC 8998 A.1)", sm4_gcm_encrypt(_KEY, _GCM_NONCE, _GCM_PLAIN, _GCM_AAD), _GCM_SEALED),
        ("SM4-GCM 解密", sm4_gcm_decrypt(_KEY, _GCM_NONCE, _GCM_SEALED, _GCM_AAD), _GCM_PLAIN),
    ]


def _refuses_tampering() -> None:
    wrong = _GCM_SEALED[:-1] + bytes([_GCM_SEALED[-1] ^ 1])
    try:
        sm4_gcm_decrypt(_KEY, _GCM_NONCE, wrong, _GCM_AAD)
    except GmError:
        return
    raise GmError(
        "gm.self_test", "密码自检没有通过：SM4-GCM 没有发现改动。请不要启用系统，先换用完好的密码库。"
    )


_LETTERS = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2
