// Functions that fail on purpose, of the driver and the libraries of the tests: FAKE_FAIL=function:code:after, from the call
// number after on, or FAKE_FAIL=@file, whose line function:code:after fails that one call, counted from when it was written.
#include <cstdlib>
#include <fstream>
#include <string>

static int failure(const char* function) {
    static int calls;
    static std::string last;
    const char* setting = getenv("FAKE_FAIL");
    if (!setting) return 0;
    std::string all(setting);
    bool once = all[0] == '@';
    if (once) {
        std::ifstream file(all.substr(1));
        all = "";
        std::getline(file, all);
    }
    size_t a = all.find(':'), b = all.find(':', a + 1);
    if (a == std::string::npos || all.substr(0, a) != function) return 0;
    if (all != last) {
        last = all;
        calls = 0;
    }
    int call = calls++, after = atoi(all.c_str() + b + 1);
    return (once ? call == after : call >= after) ? atoi(all.c_str() + a + 1) : 0;
}
#define MAY_FAIL if (int code = failure(__func__)) return code
