/* SPDX-License-Identifier: EUPL-1.2 */
/* rulebook.h: what the pack says to a reviewer about a rule or a signal, by name.
 *
 * Borrows the pack; owns two maps. const after init, so threads may share it. A store can hold
 * flags of an older pack: a name that this pack does not know gives its own name as title and no
 * question. */
#ifndef WV_REVIEW_RULEBOOK_H
#define WV_REVIEW_RULEBOOK_H

#include "base/map.h"
#include "pack/frozen.h"

typedef struct wv_rulebook {
    const wv_frozen *pack;
    wv_map rules, signals;
} wv_rulebook;

wv_rc wv_rulebook_init(wv_rulebook *book, const wv_frozen *pack);
void wv_rulebook_done(wv_rulebook *book);

const wv_frozen_rule *wv_rulebook_rule(const wv_rulebook *book, wv_str name); /* NULL: not here */
wv_str wv_rulebook_title(const wv_rulebook *book, wv_str rule);
wv_str wv_rulebook_question(const wv_rulebook *book, wv_str rule); /* may be empty */
/* `violence.strangulation` -> verwurging; the slug when it is not known. */
wv_str wv_rulebook_label(const wv_rulebook *book, wv_str signal);
wv_str wv_rulebook_definition(const wv_rulebook *book, wv_str signal);
/* `filter_ziek` -> `ziek`: what explains a finding away, as its author named it. */
wv_str wv_rulebook_filter(wv_str selection);

#endif
