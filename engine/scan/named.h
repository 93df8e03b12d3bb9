/* SPDX-License-Identifier: EUPL-1.2 */
/* named.h: where a text names the persons of its record or case.
 *
 *   persons K7 target, P3 other      "P3 stond weer bij K7 voor de deur."
 *                                     ^^ other          ^^ target
 *
 * Who a name is comes from metadata alone (persons, from, to, reporter, case.roles). No list of
 * names, no guess: a name that nobody told is a word like any other. So a case reads the same
 * whatever its people are called. To the rules the target is the word `a` and the other is `b`;
 * whoever has no role yet may be both; a third person or a child is a noun of no list.
 *
 * A name is read where it stands whole and with its own capitals: `P3`, `Samira`, `Samira's`,
 * `Jan de Boer`; not in `ex-P3`, not `samira`. References that look like ordinary words (`moeder`,
 * `school`), numbers, `R`, and words of closed classes (`U`, `Dan`) are not looked for.
 *
 * Plain functions; the list is the caller's and keeps its memory; refs borrow record and cast. */
#ifndef WV_SCAN_NAMED_H
#define WV_SCAN_NAMED_H

#include "model/record.h"
#include "text/tokens.h"

enum { WV_NAMED_PERSONS_MAX = 128, WV_NAME_BYTES_MAX = 64 };

typedef struct wv_named {
    uint32_t start, end; /* bytes of the token, with the 's behind it */
    uint32_t name_end;
    wv_role role;
    bool dotted; /* an initial's dot follows, and the sentence goes on: "betrokkene B. sloeg" */
} wv_named;

typedef struct wv_named_list {
    wv_named *items; /* rising, not overlapping */
    uint32_t count, capacity;
} wv_named_list;

/* Persons known beyond the record: those of its case. */
typedef struct wv_known_persons {
    const wv_person *items;
    uint32_t count;
} wv_known_persons;

/* Finds them; one pass over the bytes when the record or its case tells persons, none otherwise.
 * WV_E_NOMEM or WV_OK. */
wv_rc wv_named_find(const wv_record *record, wv_known_persons known, wv_named_list *out);
void wv_named_done(wv_named_list *list);

/* The one that begins at byte `start`, or NULL. */
const wv_named *wv_named_at(const wv_named_list *list, uint32_t start);

/* Makes each of them one token: "Jan de Boer" is one, "B." is a person and a full stop, unless a
 * small letter shows that the sentence goes on. `spare` is room to work in. WV_E_NOMEM or WV_OK. */
wv_rc wv_named_cut(const wv_named_list *list, wv_tokens *tokens, wv_tokens *spare);

/* Would the text be read otherwise, now that these persons are known too? */
bool wv_named_differs(const wv_record *record, wv_known_persons known);

/* The reference of who is written so in the record's text: by name, else the text itself. */
wv_str wv_named_ref(const wv_record *record, wv_str written);

#endif
