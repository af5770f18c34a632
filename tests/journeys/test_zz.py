from tests.journeys import people as p


def test_x(province):
    c = p.browser("chenyansong")
    r = c.get("/account/2fa/webauthn/")
    print(r.status_code, r.content[:300])
