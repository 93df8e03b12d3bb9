/* SPDX-License-Identifier: EUPL-1.2 */
/* access.c: the table of roles and permissions.
 *
 * In: a role and a permission. Out: yes, or no. Neighbours: the routes of review/ ask before
 * anything else. Invariant: what is not named here is refused. A role has what its work needs and
 * no more: who keeps accounts sees no cases; who owns rules sees how they do, not whom they were
 * about; who reads for a partner reads what was granted. Cost: one bit. */
#include "store/access.h"

#define BIT(permission) (1u << WV_MAY_##permission)

static const unsigned reads = BIT(SEE_QUEUE) | BIT(VIEW) | BIT(SEARCH);
_Static_assert(WV_MAY_COUNT <= 32, "permissions are bits");

static unsigned allowed(wv_access_role role)
{
    const unsigned handles = reads | BIT(TAKE) | BIT(HAND_OVER) | BIT(MISSED);
    switch (role) {
    case WV_ACCESS_INTAKE: return handles;
    case WV_ACCESS_REVIEWER: return handles | BIT(READ) | BIT(DECIDE);
    case WV_ACCESS_SECOND: return handles | BIT(READ) | BIT(DECIDE) | BIT(SECOND) | BIT(SAMPLE);
    case WV_ACCESS_CASE_DIRECTOR:
        return handles | BIT(READ) | BIT(DECIDE) | BIT(SECOND) | BIT(ADJUDICATE) | BIT(EXPORT);
    case WV_ACCESS_PROCESS_DIRECTOR:
        return BIT(SEE_QUEUE) | BIT(AGREEMENT) | BIT(SAMPLE) | BIT(RULES) | BIT(MONITOR);
    case WV_ACCESS_PACK_OWNER: return BIT(AGREEMENT) | BIT(RULES) | BIT(MONITOR);
    case WV_ACCESS_AUDITOR: return BIT(AUDIT) | BIT(AGREEMENT) | BIT(MONITOR);
    case WV_ACCESS_ADMINISTRATOR: return BIT(ACCOUNTS);
    case WV_ACCESS_PARTNER: return BIT(VIEW) | BIT(GRANTED);
    case WV_ACCESS_NOBODY:
    case WV_ACCESS_ROLES: break;
    }
    return 0;
}

bool wv_access_may(wv_access_role role, wv_access_permission permission)
{
    return (unsigned)permission < WV_MAY_COUNT && (allowed(role) >> permission & 1);
}

typedef struct role_row {
    const char *word, *dutch;
    bool all;
} role_row;

static const role_row rows[WV_ACCESS_ROLES] = {[WV_ACCESS_NOBODY] = {"", "", false},
#define ROW(name, word, dutch, all) [WV_ACCESS_##name] = {word, dutch, all},
                                               WV_ACCESS_ROLE_TABLE(ROW)
#undef ROW
};

static const role_row *row_of(wv_access_role role)
{
    return &rows[(unsigned)role < WV_ACCESS_ROLES ? role : WV_ACCESS_NOBODY];
}

bool wv_access_sees_all(wv_access_role role)
{
    return row_of(role)->all;
}

const char *wv_access_role_word(wv_access_role role)
{
    return row_of(role)->word;
}

const char *wv_access_role_dutch(wv_access_role role)
{
    return row_of(role)->dutch;
}

wv_access_role wv_access_role_of(wv_str word)
{
    for (unsigned i = WV_ACCESS_NOBODY + 1; i < WV_ACCESS_ROLES; i++)
        if (wv_str_is(word, rows[i].word)) return (wv_access_role)i;
    return WV_ACCESS_NOBODY;
}
