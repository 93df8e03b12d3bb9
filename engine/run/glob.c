/* SPDX-License-Identifier: EUPL-1.2 */
/* glob.c: names by * and ?. In: a glob and a name. Out: whether it matches all of it. Neighbours:
 * turn.c (--fail-on). Cost: at worst the product of both lengths; on a mismatch only the last star
 * is widened, so no recursion. */
#include "run/glob.h"

bool wv_glob_matches(const char *glob, wv_str s)
{
    const char *star = NULL;
    uint32_t i = 0, from_star = 0;
    while (i < s.n) {
        if (*glob == '*') {
            star = glob++;
            from_star = i;
        } else if (*glob && (*glob == '?' || *glob == s.p[i])) {
            glob++, i++;
        } else if (star) {
            glob = star + 1;
            i = ++from_star;
        } else {
            return false;
        }
    }
    while (*glob == '*') glob++;
    return *glob == '\0';
}
