/* SPDX-License-Identifier: EUPL-1.2 */
/* duration.c: a number and its unit. In: text. Out: seconds. Neighbours: options of spool and
 * monitor. Invariant: `10` alone is refused: ten what? */
#include "service/duration.h"

bool wv_duration_parse(wv_str text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    const int64_t longest = 3653LL * 86400;
    int64_t n = 0;
    if (text.n < 2 || text.n > 10) return false;
    for (uint32_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        n = n * 10 + (text.p[i] - '0');
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text.p[text.n - 1] != units[i].unit || n > longest / units[i].seconds) continue;
        *seconds = n * units[i].seconds;
        return true;
    }
    return false;
}
