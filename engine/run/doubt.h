/* SPDX-License-Identifier: EUPL-1.2 */
/* doubt.h: bookings that can be read and contradict themselves or what was booked before.
 *
 * Nothing is left out for it: the rule that holds is said, and somebody can look. Pure functions. */
#ifndef WV_RUN_DOUBT_H
#define WV_RUN_DOUBT_H

#include "scan/named.h"

/* What is wrong and which rule holds, as a sentence without a word of the record; NULL when nothing
 * is. `known` are the persons that the case knew before this record. */
const char *wv_doubt_of(const wv_record *record, wv_known_persons known);

#endif
