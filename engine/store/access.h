/* SPDX-License-Identifier: EUPL-1.2 */
/* access.h: who may do what: one table of roles and permissions, closed unless it says so. Pure. */
#ifndef WV_STORE_ACCESS_H
#define WV_STORE_ACCESS_H

#include "base/str.h"

/* X(name, word kept in the store and given by a proxy, what the pages call it, sees all cases unless
 * the account says otherwise). A role that does not see all cases sees what was granted. */
#define WV_ACCESS_ROLE_TABLE(X)                                                                    \
    X(INTAKE, "intake", "intake", true)                                                            \
    X(REVIEWER, "reviewer", "beoordelaar", true)                                                   \
    X(SECOND, "second_reviewer", "tweede beoordelaar", true)                                       \
    X(CASE_DIRECTOR, "case_director", "casusregisseur", true)                                      \
    X(PROCESS_DIRECTOR, "process_director", "procesregisseur", true)                               \
    X(PACK_OWNER, "pack_owner", "beheerder van de regels", false)                                  \
    X(AUDITOR, "auditor", "auditor", false)                                                        \
    X(ADMINISTRATOR, "administrator", "beheerder", false)                                          \
    X(PARTNER, "partner_reader", "lezer van een partner", false)

typedef enum wv_access_role {
    WV_ACCESS_NOBODY,
#define WV_ACCESS_ENUM(name, word, dutch, all) WV_ACCESS_##name,
    WV_ACCESS_ROLE_TABLE(WV_ACCESS_ENUM)
#undef WV_ACCESS_ENUM
    WV_ACCESS_ROLES
} wv_access_role;

typedef enum wv_access_permission {
    WV_MAY_SEE_QUEUE,
    WV_MAY_GRANTED,    /* the list of cases that were granted */
    WV_MAY_VIEW,       /* items, cases, records: those that the viewer may see */
    WV_MAY_SEARCH,
    WV_MAY_TAKE,       /* take and release a case, put it away */
    WV_MAY_HAND_OVER,
    WV_MAY_READ,       /* answer "is the text read rightly" */
    WV_MAY_DECIDE,     /* answer "what happens with it" */
    WV_MAY_SECOND,     /* read blind for the second time; be the second person of "geen vervolg" */
    WV_MAY_ADJUDICATE, /* settle two readings that differ */
    WV_MAY_MISSED,     /* enter what was missed */
    WV_MAY_AGREEMENT,  /* figures on how readers agree */
    WV_MAY_SAMPLE,     /* texts in which nothing was found */
    WV_MAY_RULES,      /* hits and verdicts of each rule */
    WV_MAY_MONITOR,    /* indicators without personal data */
    WV_MAY_EXPORT,
    WV_MAY_AUDIT,      /* read the log */
    WV_MAY_ACCOUNTS,   /* accounts and grants */
    WV_MAY_COUNT
} wv_access_permission;

/* False for every pair that the table does not name, and for numbers out of range. */
bool wv_access_may(wv_access_role role, wv_access_permission permission);
bool wv_access_sees_all(wv_access_role role);
const char *wv_access_role_word(wv_access_role role);
const char *wv_access_role_dutch(wv_access_role role);
/* WV_ACCESS_NOBODY when there is no such role. */
wv_access_role wv_access_role_of(wv_str word);

#endif
