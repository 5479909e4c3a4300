// Functions that fail on purpose, of the driver and the libraries of the tests: FAKE_FAIL=function:code:after.
#include <cstdlib>
#include <string>

static int failure(const char* function) {
    static int calls;
    const char* text = getenv("FAKE_FAIL");
    if (!text) return 0;
    std::string all(text);
    size_t a = all.find(':'), b = all.find(':', a + 1);
    if (all.substr(0, a) != function) return 0;
    return calls++ >= atoi(all.c_str() + b + 1) ? atoi(all.c_str() + a + 1) : 0;
}
#define MAY_FAIL if (int code = failure(__func__)) return code
