/* SPDX-License-Identifier: EUPL-1.2 */
/* organisation.c: `politie` -> the organisation. In: a word. Out: one of the table, or `other`.
 * Neighbours: run/turn.c and cli/monitor.c count by it. Cost: nine short comparisons. */
#include "model/organisation.h"

static const char *const NAMES[] = {
#define NAME(name) #name,
    WV_ORGANISATION_TABLE(NAME)
#undef NAME
};

wv_organisation wv_organisation_of(wv_str source)
{
    for (int i = 0; i < WV_ORGANISATION_other; i++)
        if (wv_str_is(source, NAMES[i])) return (wv_organisation)i;
    return WV_ORGANISATION_other;
}

const char *wv_organisation_name(wv_organisation which)
{
    return NAMES[which];
}
