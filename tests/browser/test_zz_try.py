import time
def test_x(live_platform):
    time.sleep(12)
    print("\n".join(live_platform.output()[-30:]))
