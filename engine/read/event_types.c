/* SPDX-License-Identifier: EUPL-1.2 */
/* event_types.c: the event types that docs/records.md names. In: a type. Out: known or not: an
 * unknown one stays in the timeline, matches no rule, and is counted. Neighbours: run/ counts.
 * Cost: a binary search. */
#include "read/reader.h"

bool wv_event_type_is_known(wv_str type)
{
    static const char *const known[] = {/* sorted by bytes */
                                        "account.new",     "appointment",
                                        "case.closing_planned",
                                        "case.director",   "case.merge",
                                        "case.phase",      "case.roles",
                                        "case.split",      "clock",
                                        "condition.set",   "contact.blocked",
                                        "contact.call",    "contact.delivery",
                                        "contact.refused", "contact.visit",
                                        "custody.date",    "detention.release",
                                        "detention.start", "device.alarm",
                                        "device.location", "legal.report",
                                        "message.system",  "order.ended",
                                        "order.imposed",   "plan.goal",
                                        "record.deleted",  "screening.sash",
                                        "separation",      "tracker.alert",
                                        "trigger.loss",    "weapon.permit",
                                        "zone.entry"};
    size_t low = 0, high = sizeof known / sizeof *known;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = wv_str_cmp(type, wv_str_of(known[middle]));
        if (c == 0) return true;
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
