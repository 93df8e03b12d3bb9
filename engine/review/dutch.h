/* SPDX-License-Identifier: EUPL-1.2 */
/* dutch.h: dates, numbers and fixed words as reviewers read them. Appends to a buffer; pure. */
#ifndef WV_REVIEW_DUTCH_H
#define WV_REVIEW_DUTCH_H

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
/* A type of event (`contact.call`: oproep); one that we do not know as it is. */
wv_str wv_dutch_event(wv_str type);
/* `veiligthuis` as Veilig Thuis; one that is not known keeps its own word. */
wv_str wv_dutch_source(wv_str source);

/* What an organisation calls a case: zaak at the police, casus at Veilig Thuis. */
typedef struct wv_dutch_case {
    const char *one, *more, *capital, *upper; /* zaak, zaken, Zaak, ZAAK */
} wv_dutch_case;

/* `word`, else $WAAKVLAM_CASE_WORD, else zaak; false when it is neither zaak nor casus. */
bool wv_dutch_case_named(const char *word, const wv_dutch_case **out);
/* A text of the pack, with the organisation's own word for a case. */
void wv_dutch_in_words(wv_buf *out, wv_str text, const wv_dutch_case *word);

#endif
