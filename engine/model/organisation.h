/* SPDX-License-Identifier: EUPL-1.2 */
/* organisation.h: the organisations that docs/records.md names as `source`: what may be counted by
 * name.
 *
 * Any other word in that field could be the name of a person, so it counts as `other`. Pure. */
#ifndef WV_MODEL_ORGANISATION_H
#define WV_MODEL_ORGANISATION_H

#include "base/str.h"

#define WV_ORGANISATION_TABLE(X)                                                                   \
    X(politie)                                                                                     \
    X(veiligthuis) X(om) X(reclassering) X(vrouwenopvang) X(zvh) X(gemeente) X(huisarts) X(school) \
        X(other)

typedef enum wv_organisation {
#define WV_ORGANISATION_ENUM(name) WV_ORGANISATION_##name,
    WV_ORGANISATION_TABLE(WV_ORGANISATION_ENUM)
#undef WV_ORGANISATION_ENUM
        WV_ORGANISATION_COUNT
} wv_organisation;

wv_organisation wv_organisation_of(wv_str source);
const char *wv_organisation_name(wv_organisation which); /* static */

#endif
