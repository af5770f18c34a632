"""SM4 in GCM (GB/T 32907, RFC 8998), by the OpenSSL inside `cryptography`."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .errors import GmError

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16


def sm4_gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Ciphertext (as long as the plaintext) followed by the 16 bytes of the tag. A nonce serves a key once."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def sm4_gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext of ciphertext and tag. Raises GmError `gm.tampered` when key, place or bytes do not agree."""
    body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    try:
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise GmError("gm.tampered", "密文对不上：被改过、搬到了别处，或者密钥不是原来的那把。") from error
