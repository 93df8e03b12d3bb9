/* SPDX-License-Identifier: EUPL-1.2 */
/* role.c: the words of the roles. In: a role or its word. Out: the other. Neighbours: read/ and
 * case/ read them from records, scan/ and cli/ write them. Cost: six comparisons. */
#include "model/record.h"

static const char *const WORDS[WV_ROLE_COUNT] = {
    [WV_ROLE_UNKNOWN] = "unknown", [WV_ROLE_TARGET] = "target",
    [WV_ROLE_OTHER] = "other",     [WV_ROLE_CHILD] = "child",
    [WV_ROLE_THIRD] = "third",     [WV_ROLE_PROFESSIONAL] = "professional",
};

wv_str wv_role_word(wv_role role)
{
    return wv_str_of(WORDS[(unsigned)role < WV_ROLE_COUNT ? role : WV_ROLE_UNKNOWN]);
}

bool wv_role_named(wv_str word, wv_role *role)
{
    for (int i = 0; i < WV_ROLE_COUNT; i++) {
        *role = (wv_role)i;
        if (wv_str_is(word, WORDS[i])) return true;
    }
    *role = WV_ROLE_UNKNOWN;
    return false;
}
