/* SPDX-License-Identifier: EUPL-1.2 */
/* named.c: finds the persons of a record in its text, and makes them tokens.
 *
 * In: a record, the persons of its case. Out: places with a role. Neighbours: sentences.c asks
 * before words are looked up, direction_read.c asks who acts, run/turn.c whether a case tells more.
 * Invariants: the same text with other names for the same persons gives the same places but for
 * their length; what the case's roles say goes before the letters. Cost: one look-up of a byte in a
 * table for each byte of a text whose record tells persons; a comparison where a name may begin. */
#include "scan/named.h"

#include "base/mem.h"
#include "text/edges.h"
#include "text/gram.h"

typedef struct sought {
    wv_str name;
    wv_role role;
    bool verb; /* Wil: a finite verb too, so it is a name only where a verb cannot stand */
} sought;

typedef struct search {
    sought list[WV_NAMED_PERSONS_MAX];
    uint32_t count;
    bool first[256]; /* bytes that a name begins with */
} search;

static bool is_capital(char c)
{
    return (c >= 'A' && c <= 'Z') || (uint8_t)c >= 0x80;
}

/* "Dan belde hij": a name that is a word of a closed class is not to be told from that word. One
 * letter is read but for `U` and `K`, which chats write for u and ik. */
static bool is_closed_word(wv_str name)
{
    char folded[WV_NAME_BYTES_MAX];
    for (uint32_t i = 0; i < name.n; i++) folded[i] = wv_edges_lower(name.p[i]);
    if (name.n == 1) return folded[0] == 'u' || folded[0] == 'k';
    return wv_gram_closed((wv_str){folded, name.n}) & WV_GRAM(FUNCTION);
}

static uint64_t closed_class(wv_str word)
{
    char folded[WV_NAME_BYTES_MAX];
    if (word.n > WV_NAME_BYTES_MAX) return 0;
    for (uint32_t i = 0; i < word.n; i++) folded[i] = wv_edges_lower(word.p[i]);
    return wv_gram_closed((wv_str){folded, word.n});
}

/* "Wil staat voor de deur" and "Wil je dat ik kom?": the capital tells a man called Wil from the verb where another
 * word can tell the rest. */
static bool is_verb_too(wv_str name)
{
    return name.n > 2 && (closed_class(name) & WV_GRAM(FINITE));
}

/* `moeder` and `school` as a reference are words in the text, and so is a number. */
static bool is_sought(wv_str name)
{
    bool letter = false, digit = false;
    if (name.n == 0 || name.n > WV_NAME_BYTES_MAX || wv_str_is(name, "R")) return false;
    for (uint32_t i = 0; i < name.n; i++) {
        digit |= name.p[i] >= '0' && name.p[i] <= '9';
        letter |= is_capital(name.p[i]) || (name.p[i] >= 'a' && name.p[i] <= 'z');
    }
    return letter && (digit || is_capital(name.p[0])) &&
           (!is_closed_word(name) || is_verb_too(name));
}

/* Told twice: the first role that says something stays. Records tell before their case does. */
static void seek(search *s, wv_str name, wv_role role)
{
    if (!is_sought(name)) return;
    for (uint32_t i = 0; i < s->count; i++) {
        if (!wv_str_eq(s->list[i].name, name)) continue;
        if (s->list[i].role == WV_ROLE_UNKNOWN) s->list[i].role = role;
        return;
    }
    if (s->count == WV_NAMED_PERSONS_MAX) return;
    s->list[s->count++] = (sought){name, role, is_verb_too(name)};
    s->first[(uint8_t)name.p[0]] = true;
}

static wv_role role_in(const wv_person *persons, uint32_t count, wv_str ref)
{
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_eq(persons[i].ref, ref) && persons[i].role != WV_ROLE_UNKNOWN)
            return persons[i].role;
    return WV_ROLE_UNKNOWN;
}

static void begin(search *s, const wv_record *r, wv_known_persons known)
{
    s->count = 0;
    if (!r->person_count && !known.count && !r->from.n && !r->reporter.n && !r->to_count) return;
    memset(s->first, 0, sizeof s->first);
    for (uint32_t i = 0; i < r->person_count; i++) {
        const wv_person *p = &r->persons[i];
        wv_role role = role_in(r->persons, r->person_count, p->ref);
        if (role == WV_ROLE_UNKNOWN) role = role_in(known.items, known.count, p->ref);
        seek(s, p->ref, role);
        seek(s, p->name, role);
    }
    seek(s, r->from, role_in(known.items, known.count, r->from));
    seek(s, r->reporter, role_in(known.items, known.count, r->reporter));
    for (uint32_t i = 0; i < r->to_count; i++)
        seek(s, r->to[i], role_in(known.items, known.count, r->to[i]));
    for (uint32_t i = 0; i < known.count; i++) seek(s, known.items[i].ref, known.items[i].role);
}

/* ---- places ---- */

static bool goes_on(wv_str text, uint32_t at)
{
    uint32_t bytes;
    wv_edge edge = wv_edges_at(text, at, &bytes);
    return bytes && (edge == WV_EDGE_LETTER || edge == WV_EDGE_DIGIT || edge == WV_EDGE_MARK ||
                     text.p[at] == '_' || text.p[at] == '@');
}

/* "ex-P3" and "mail@P3" are other words. */
static bool begins_word(wv_str text, uint32_t at)
{
    if (at == 0) return true;
    uint32_t before = at - 1;
    while (before > 0 && ((uint8_t)text.p[before] & 0xC0) == 0x80) before--;
    char c = text.p[before];
    return !goes_on(text, before) && c != '-' && c != '#' && c != '\\';
}

/* Behind the name: nothing of a word, or the s of "Samira's" and "Jans". 0: the name goes on. */
static uint32_t word_end(wv_str text, uint32_t name_end, uint32_t name_bytes)
{
    uint32_t bytes, at = name_end;
    if (wv_edges_at(text, at, &bytes) == WV_EDGE_APOSTROPHE) at += bytes;
    bool s = at < text.n && text.p[at] == 's' && !goes_on(text, at + 1);
    if (s && (at > name_end || name_bytes > 2)) return at + 1;
    if (goes_on(text, name_end)) return 0;
    bool joined = name_end < text.n && (text.p[name_end] == '-' || text.p[name_end] == '.');
    return joined && goes_on(text, name_end + 1) ? 0 : name_end; /* "P3-zaak", "B.V." */
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Within a sentence the capital is enough. At its start the next word decides: a verb's is a pronoun, an article or
 * the like ("Wil je", "Wil niet"), a name's is another verb or an open word ("Wil heeft", "Wil staat"). */
static bool stands_as_name(wv_str text, uint32_t at, uint32_t end)
{
    uint32_t before = at;
    while (before > 0 && is_blank(text.p[before - 1])) before--;
    if (before > 0 && before < at && (goes_on(text, before - 1) || text.p[before - 1] == ','))
        return true;
    while (end < text.n && is_blank(text.p[end])) end++;
    uint32_t stop = end;
    while (stop < text.n && goes_on(text, stop)) stop++;
    uint64_t next = closed_class((wv_str){text.p + end, stop - end});
    return stop > end && (!next || (next & WV_GRAM(FINITE)));
}

static wv_named longest_at(const search *s, wv_str text, uint32_t at)
{
    wv_named best = {.start = at};
    for (uint32_t i = 0; i < s->count; i++) {
        wv_str name = s->list[i].name;
        if (name.n > text.n - at || at + name.n <= best.name_end) continue;
        if (memcmp(text.p + at, name.p, name.n) != 0) continue;
        if (name.n == 1 && at > 0 && text.p[at - 1] == '.') continue; /* "N.B." */
        uint32_t end = word_end(text, at + name.n, name.n);
        if (end && s->list[i].verb && !stands_as_name(text, at, end)) continue;
        if (end) best = (wv_named){at, end, at + name.n, s->list[i].role, false};
    }
    return best;
}

/* The first place at or behind `from`; end 0 when there is none. */
static wv_named next_place(const search *s, wv_str text, uint32_t from)
{
    for (uint32_t i = from; i < text.n && s->count; i++) {
        if (!s->first[(uint8_t)text.p[i]] || !begins_word(text, i)) continue;
        wv_named found = longest_at(s, text, i);
        if (found.end) return found;
    }
    return (wv_named){0};
}

/* "Betrokkene B. heeft meneer A. gewurgd": what follows shows that the dots are those of initials. A capital does
 * not: "Hij sloeg A. Buren belden." */
static bool is_dotted(wv_str text, uint32_t end)
{
    uint32_t at = end + 1;
    if (end >= text.n || text.p[end] != '.') return false;
    while (at < text.n && is_blank(text.p[at])) at++;
    if (at >= text.n) return false;
    char c = text.p[at];
    bool small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return c == ',' || c == ';' || c == ')' || (small && at > end + 1);
}

wv_rc wv_named_find(const wv_record *record, wv_known_persons known, wv_named_list *out)
{
    search s;
    out->count = 0;
    begin(&s, record, known);
    for (wv_named n = next_place(&s, record->text, 0); n.end;
         n = next_place(&s, record->text, n.end)) {
        if (!wv_mem_grow((void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
            return WV_E_NOMEM;
        n.dotted = n.end == n.start + 1 && is_dotted(record->text, n.end);
        out->items[out->count++] = n;
    }
    return WV_OK;
}

void wv_named_done(wv_named_list *list)
{
    wv_mem_free(list->items);
    *list = (wv_named_list){0};
}

const wv_named *wv_named_at(const wv_named_list *list, uint32_t start)
{
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->items[middle].start == start) return &list->items[middle];
        if (list->items[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- tokens ---- */

static bool push(wv_tokens *t, wv_token token)
{
    if (!wv_mem_grow((void **)&t->items, &t->capacity, t->count + 1, sizeof *t->items))
        return false;
    t->items[t->count++] = token;
    return true;
}

/* What of a token stands before the name ('P3) or behind it (P3.): signs, never letters. */
static bool push_rest(wv_tokens *t, const wv_token *of, uint32_t start, uint32_t end)
{
    if (start >= end) return true;
    wv_token rest = {start, end, WV_TOKEN_PUNCT, start == of->start ? of->flags : 0};
    return push(t, rest);
}

wv_rc wv_named_cut(const wv_named_list *list, wv_tokens *tokens, wv_tokens *spare)
{
    if (!list->count) return WV_OK;
    uint32_t i = 0;
    bool ok = true;
    spare->count = 0;
    for (uint32_t k = 0; k < list->count && ok; k++) {
        const wv_named *n = &list->items[k];
        while (i < tokens->count && tokens->items[i].end <= n->start && ok)
            ok = push(spare, tokens->items[i++]);
        if (i == tokens->count || tokens->items[i].start >= n->end) continue;
        if (tokens->items[i].kind == WV_TOKEN_URL) continue;
        wv_token first = tokens->items[i], last = first;
        while (i < tokens->count && tokens->items[i].start < n->end) last = tokens->items[i++];
        ok = ok && push_rest(spare, &first, first.start, n->start);
        wv_token name = {n->start, n->end, WV_TOKEN_WORD,
                         first.start == n->start ? first.flags | WV_TOKEN_CAPITAL
                                                 : WV_TOKEN_CAPITAL};
        ok = ok && push(spare, name);
        /* two names in one token ("A/B"): the rest is looked at again */
        if (last.end > n->end && k + 1 < list->count && list->items[k + 1].start < last.end)
            tokens->items[--i] = (wv_token){n->end, last.end, last.kind, 0};
        else if (!n->dotted || last.end != n->end + 1)
            ok = ok && push_rest(spare, &last, n->end, last.end);
    }
    while (i < tokens->count && ok) ok = push(spare, tokens->items[i++]);
    wv_tokens was = *tokens;
    *tokens = *spare;
    *spare = was;
    return ok ? WV_OK : WV_E_NOMEM;
}

/* ---- what the case adds ---- */

bool wv_named_differs(const wv_record *record, wv_known_persons known)
{
    search before, after, news;
    if (!known.count || !record->text.n || record->kind == WV_KIND_EVENT) return false;
    begin(&before, record, (wv_known_persons){NULL, 0});
    begin(&after, record, known);
    news.count = 0;
    memset(news.first, 0, sizeof news.first);
    for (uint32_t i = 0; i < after.count; i++) {
        const sought *a = &after.list[i];
        uint32_t k = 0;
        while (k < before.count && !wv_str_eq(before.list[k].name, a->name)) k++;
        if (k == before.count || before.list[k].role != a->role) seek(&news, a->name, a->role);
    }
    return next_place(&news, record->text, 0).end != 0;
}

wv_str wv_named_ref(const wv_record *record, wv_str written)
{
    for (uint32_t i = 0; i < record->person_count; i++)
        if (record->persons[i].name.n && wv_str_eq(record->persons[i].name, written))
            return record->persons[i].ref;
    return written;
}
