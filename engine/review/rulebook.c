/* SPDX-License-Identifier: EUPL-1.2 */
/* rulebook.c: what the pack says to a reviewer about a rule or a signal.
 *
 * In: a frozen pack. Out: titles, questions, labels by name. Neighbours: page/. Invariant: never
 * fails on a name: flags of an older pack are shown too. Cost: a hash look-up. */
#include "review/rulebook.h"

wv_rc wv_rulebook_init(wv_rulebook *book, const wv_frozen *pack)
{
    *book = (wv_rulebook){.pack = pack};
    wv_map_init(&book->rules);
    wv_map_init(&book->signals);
    for (uint32_t i = 0; i < pack->rule_count; i++)
        if (!wv_map_put(&book->rules, pack->rules[i].name, i, NULL)) return WV_E_NOMEM;
    for (uint32_t i = 0; i < pack->ast->signal_count; i++)
        if (!wv_map_put(&book->signals, pack->ast->signals[i].slug.s, i, NULL)) return WV_E_NOMEM;
    return WV_OK;
}

void wv_rulebook_done(wv_rulebook *book)
{
    wv_map_done(&book->rules);
    wv_map_done(&book->signals);
}

const wv_frozen_rule *wv_rulebook_rule(const wv_rulebook *book, wv_str name)
{
    const uint32_t *at = wv_map_get(&book->rules, name);
    return at ? &book->pack->rules[*at] : NULL;
}

wv_str wv_rulebook_title(const wv_rulebook *book, wv_str rule)
{
    const wv_frozen_rule *r = wv_rulebook_rule(book, rule);
    return r && r->title.n ? r->title : rule;
}

wv_str wv_rulebook_question(const wv_rulebook *book, wv_str rule)
{
    const wv_frozen_rule *r = wv_rulebook_rule(book, rule);
    return r ? r->response : (wv_str){"", 0};
}

static const wv_signal_ast *signal_of(const wv_rulebook *book, wv_str slug)
{
    const uint32_t *at = wv_map_get(&book->signals, slug);
    return at ? &book->pack->ast->signals[*at] : NULL;
}

wv_str wv_rulebook_label(const wv_rulebook *book, wv_str signal)
{
    const wv_signal_ast *s = signal_of(book, signal);
    return s && s->label.s.n ? s->label.s : signal;
}

wv_str wv_rulebook_definition(const wv_rulebook *book, wv_str signal)
{
    const wv_signal_ast *s = signal_of(book, signal);
    return s ? s->definition.s : (wv_str){"", 0};
}

wv_str wv_rulebook_filter(wv_str selection)
{
    static const wv_str prefix = {"filter_", 7};
    if (!wv_str_starts(selection, prefix) || selection.n == prefix.n) return selection;
    return (wv_str){selection.p + prefix.n, selection.n - prefix.n};
}
