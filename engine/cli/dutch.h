/* SPDX-License-Identifier: EUPL-1.2 */
/* dutch.h: dates, numbers and fixed words as reviewers read them. Appends to a buffer; pure. */
#ifndef WV_CLI_DUTCH_H
#define WV_CLI_DUTCH_H

#include "base/time.h"
#include "model/finding.h"
#include "model/record.h"

/* `12 jan 2026, 14:10` in the clock of the source; without the clock when it told none. */
void wv_dutch_moment(wv_buf *out, wv_time t);
/* `12 jan 2026` */
void wv_dutch_day(wv_buf *out, wv_time t);
/* `1 dag`, `3 dagen` */
void wv_dutch_count(wv_buf *out, uint64_t n, const char *one, const char *more);
/* Words of a record for a terminal: control characters become a question mark. */
void wv_dutch_plain(wv_buf *out, wv_str s);
const char *wv_dutch_triage(wv_triage triage); /* nu, vandaag, deze week, achtergrond, ... */
const char *wv_dutch_role(wv_role role);       /* om wie de zorg gaat, de ander, kind, ... */

#endif
