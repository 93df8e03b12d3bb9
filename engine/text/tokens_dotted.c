/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens_dotted.c: abbreviations that keep their dots, initials, and words masked with dots
 * (d.o.o.d). In: a text and the place where a run of letters starts. Out: where the token ends, 0
 * when it is a plain word. Neighbours: tokens.c; words.c asks which abbreviations may close a
 * sentence. Source: the abbreviations of police and care reports in the project's domain notes, and
 * those of everyday Dutch. Cost: one binary search a candidate. */
#include "text/edges.h"
#include "text/tokens.h"
#include "text/tokens_shapes.h"

/* ALWAYS: the dot is the abbreviation's. WEAK: also a word or a name (max., jan.): only before a
 * lower-case letter, a digit or a comma. CLOSES: may be the last of its sentence ("messen e.d.
 * Daarna"). */
enum { ALWAYS = 1, WEAK = 2, CLOSES = 3 };

typedef struct dotted {
    const char *text;
    uint8_t use;
} dotted;

/* Sorted by byte order: a test checks it. */
static const dotted g_dotted[] = {
    {"a.d.h.v.", ALWAYS}, {"a.g.v.", ALWAYS},   {"a.i.", ALWAYS},       {"a.s.", CLOSES},
    {"a.u.b.", CLOSES},   {"aang.", WEAK},      {"adj.", WEAK},         {"afd.", ALWAYS},
    {"afz.", ALWAYS},     {"alg.", ALWAYS},     {"apr.", WEAK},         {"art.", WEAK},
    {"ass.", WEAK},       {"aug.", WEAK},       {"b.d.", ALWAYS},       {"b.g.g.", ALWAYS},
    {"b.v.", CLOSES},     {"bekl.", WEAK},      {"betr.", WEAK},        {"bgg.", ALWAYS},
    {"bijl.", WEAK},      {"bijv.", ALWAYS},    {"blz.", ALWAYS},       {"br.", WEAK},
    {"brig.", ALWAYS},    {"bv.", ALWAYS},      {"c.q.", ALWAYS},       {"c.s.", CLOSES},
    {"ca.", ALWAYS},      {"circ.", WEAK},      {"comm.", WEAK},        {"cq.", ALWAYS},
    {"d.d.", ALWAYS},     {"d.i.", ALWAYS},     {"d.m.v.", ALWAYS},     {"d.w.z.", ALWAYS},
    {"dd.", ALWAYS},      {"dec.", WEAK},       {"dhr.", ALWAYS},       {"dir.", WEAK},
    {"div.", WEAK},       {"dmv.", ALWAYS},     {"dr.", ALWAYS},        {"drs.", ALWAYS},
    {"ds.", WEAK},        {"e.a.", CLOSES},     {"e.d.", CLOSES},       {"e.e.a.", CLOSES},
    {"e.o.", CLOSES},     {"e.v.", CLOSES},     {"eerw.", ALWAYS},      {"enz.", CLOSES},
    {"etc.", CLOSES},     {"evt.", ALWAYS},     {"excl.", ALWAYS},      {"fa.", WEAK},
    {"fam.", ALWAYS},     {"feb.", WEAK},       {"febr.", ALWAYS},      {"fig.", WEAK},
    {"geb.", ALWAYS},     {"gebr.", ALWAYS},    {"gem.", WEAK},         {"get.", WEAK},
    {"gez.", WEAK},       {"h.o.v.j.", ALWAYS}, {"hfd.", WEAK},         {"hoofdst.", ALWAYS},
    {"hr.", ALWAYS},      {"i.a.", ALWAYS},     {"i.c.", ALWAYS},       {"i.c.m.", ALWAYS},
    {"i.g.v.", ALWAYS},   {"i.h.b.", ALWAYS},   {"i.h.k.v.", ALWAYS},   {"i.i.g.", ALWAYS},
    {"i.k.v.", ALWAYS},   {"i.o.", ALWAYS},     {"i.o.v.", ALWAYS},     {"i.p.v.", ALWAYS},
    {"i.s.m.", ALWAYS},   {"i.t.t.", ALWAYS},   {"i.v.m.", ALWAYS},     {"i.z.", ALWAYS},
    {"incl.", ALWAYS},    {"ing.", ALWAYS},     {"insp.", ALWAYS},      {"ir.", ALWAYS},
    {"jan.", WEAK},       {"jhr.", ALWAYS},     {"jl.", CLOSES},        {"jr.", CLOSES},
    {"jul.", WEAK},       {"jun.", WEAK},       {"k.k.", ALWAYS},       {"kand.", WEAK},
    {"kap.", WEAK},       {"kol.", WEAK},       {"l.g.v.", ALWAYS},     {"ll.", CLOSES},
    {"lt.", WEAK},        {"m.a.w.", ALWAYS},   {"m.b.t.", ALWAYS},     {"m.b.v.", ALWAYS},
    {"m.i.", ALWAYS},     {"m.i.v.", ALWAYS},   {"m.m.v.", ALWAYS},     {"m.n.", ALWAYS},
    {"m.u.v.", ALWAYS},   {"max.", WEAK},       {"mbt.", ALWAYS},       {"med.", WEAK},
    {"medew.", ALWAYS},   {"mej.", ALWAYS},     {"mevr.", ALWAYS},      {"min.", WEAK},
    {"mld.", ALWAYS},     {"mln.", ALWAYS},     {"mr.", ALWAYS},        {"mrs.", ALWAYS},
    {"mrt.", WEAK},       {"mvr.", ALWAYS},     {"mw.", ALWAYS},        {"n.a.", CLOSES},
    {"n.a.v.", ALWAYS},   {"n.b.", ALWAYS},     {"n.v.", CLOSES},       {"n.v.t.", CLOSES},
    {"nl.", WEAK},        {"nov.", WEAK},       {"nr.", ALWAYS},        {"nrs.", ALWAYS},
    {"nt.", WEAK},        {"o.a.", ALWAYS},     {"o.b.v.", ALWAYS},     {"o.g.v.", ALWAYS},
    {"o.i.", ALWAYS},     {"o.i.d.", CLOSES},   {"o.l.v.", ALWAYS},     {"o.m.", ALWAYS},
    {"o.n.v.", ALWAYS},   {"o.t.t.", CLOSES},   {"o.v.v.", ALWAYS},     {"off.", WEAK},
    {"okt.", WEAK},       {"opm.", WEAK},       {"p.a.", ALWAYS},       {"p.m.", CLOSES},
    {"p.p.", CLOSES},     {"p.v.", CLOSES},     {"pag.", ALWAYS},       {"par.", WEAK},
    {"pct.", CLOSES},     {"pl.", WEAK},        {"plm.", ALWAYS},       {"plv.", ALWAYS},
    {"prof.", ALWAYS},    {"ptr.", ALWAYS},     {"r.k.", ALWAYS},       {"ref.", WEAK},
    {"resp.", ALWAYS},    {"s.v.p.", CLOSES},   {"sec.", WEAK},         {"sept.", WEAK},
    {"sgt.", ALWAYS},     {"soc.", WEAK},       {"sr.", CLOSES},        {"st.", WEAK},
    {"str.", WEAK},       {"t.a.v.", ALWAYS},   {"t.b.v.", ALWAYS},     {"t.e.m.", ALWAYS},
    {"t.g.v.", ALWAYS},   {"t.h.v.", ALWAYS},   {"t.k.v.", ALWAYS},     {"t.l.v.", ALWAYS},
    {"t.m.", ALWAYS},     {"t.n.v.", ALWAYS},   {"t.o.v.", ALWAYS},     {"t.t.v.", ALWAYS},
    {"t.w.", ALWAYS},     {"t.z.t.", CLOSES},   {"tav.", ALWAYS},       {"tel.", WEAK},
    {"temp.", WEAK},      {"tgov.", ALWAYS},    {"thv.", ALWAYS},       {"toest.", ALWAYS},
    {"tst.", WEAK},       {"u.", WEAK},         {"v.a.", ALWAYS},       {"v.d.", ALWAYS},
    {"v.h.", ALWAYS},     {"v.l.n.r.", CLOSES}, {"v.w.b.", ALWAYS},     {"vb.", WEAK},
    {"vdt.", WEAK},       {"verb.", ALWAYS},    {"verd.", WEAK},        {"vgl.", ALWAYS},
    {"vlgs.", ALWAYS},    {"vnl.", ALWAYS},     {"voorm.", WEAK},       {"vr.", WEAK},
    {"w.b.", ALWAYS},     {"w.o.", ALWAYS},     {"w.v.t.t.k.", CLOSES}, {"wed.", ALWAYS},
    {"wnd.", ALWAYS},     {"z.g.", ALWAYS},     {"z.g.a.n.", CLOSES},   {"z.i.", ALWAYS},
    {"z.o.z.", CLOSES},   {"z.s.m.", CLOSES},   {"za.", WEAK},          {"zgn.", ALWAYS},
};

enum { DOTTED_BYTES_MAX = 16 };

static uint8_t dotted_use(wv_str raw)
{
    char lower[DOTTED_BYTES_MAX];
    if (raw.n > sizeof lower) return 0;
    for (uint32_t i = 0; i < raw.n; i++) lower[i] = wv_edges_lower(raw.p[i]);
    wv_str key = {lower, raw.n};
    size_t low = 0, high = sizeof g_dotted / sizeof *g_dotted;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = wv_str_cmp_text(g_dotted[middle].text, key);
        if (order == 0) return g_dotted[middle].use;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

bool wv_tokens_abbreviation(wv_str raw)
{
    uint8_t use = dotted_use(raw);
    return use == ALWAYS || use == WEAK;
}

bool wv_tokens_abbreviation_any(wv_str raw)
{
    return dotted_use(raw) != 0;
}

bool wv_tokens_abbreviation_closes(wv_str raw)
{
    return dotted_use(raw) == CLOSES;
}

static bool ascii_letter(char c)
{
    return wv_edges_bytes[(unsigned char)c] == WV_EDGE_LETTER;
}

/* What follows shows that the sentence goes on: white space and then a small letter or a digit, or
 * a comma. */
static bool goes_on(wv_str s, uint32_t i)
{
    uint32_t bytes, spaces = 0;
    while (wv_edges_at(s, i, &bytes) == WV_EDGE_SPACE) i += bytes, spaces++;
    if (i >= s.n) return false;
    char c = s.p[i];
    if (c == ',' || c == ';' || c == ')') return true;
    return spaces && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}

/* "J. de Vries", "verdachte B. is", "J. Jansen", but "Hij belde A. Zij kwam niet.": a capital word
 * of this list opens a sentence. Pseudonyms (A., B.) are common in reports. */
static bool initial_goes_on(wv_str s, uint32_t i)
{
    static const char *const openers[] = {
        "de",       "het",        "een",         "hij",      "zij",       "ze",          "ik",
        "wij",      "we",         "u",           "dit",      "dat",       "die",         "deze",
        "er",       "daarna",     "toen",        "ook",      "op",        "in",          "na",
        "om",       "als",        "maar",        "en",       "want",      "vervolgens",  "verder",
        "volgens",  "met",        "aangeefster", "aangever", "verdachte", "slachtoffer", "melder",
        "meldster", "betrokkene", "getuige",     "vandaag",  "gisteren",  "sinds",       "omdat",
        "hierop",   "daarop",     "nadat",       "tijdens",  "beiden"};
    if (goes_on(s, i)) return true;
    uint32_t bytes, end;
    while (wv_edges_at(s, i, &bytes) == WV_EDGE_SPACE) i += bytes;
    for (end = i; wv_edges_at(s, end, &bytes) == WV_EDGE_LETTER; end += bytes) {
    }
    if (end == i) return false;
    if (end == i + 1 && end < s.n && s.p[end] == '.') return true;
    for (size_t k = 0; k < sizeof openers / sizeof *openers; k++)
        if (strlen(openers[k]) == end - i && wv_edges_same(s.p + i, openers[k], end - i))
            return false;
    return true;
}

/* Letters and single dots from `at`; number of letters and whether every piece has one letter. */
static uint32_t run_end(wv_str s, uint32_t at, uint32_t *pieces, bool *singles)
{
    uint32_t i = at, piece = 0;
    *pieces = 0, *singles = true;
    for (; i < s.n; i++) {
        if (ascii_letter(s.p[i])) {
            if (piece++ == 0) ++*pieces;
            if (piece > 1) *singles = false;
        } else if (s.p[i] == '.' && piece) {
            piece = 0;
        } else {
            break;
        }
    }
    return i;
}

uint32_t wv_tokens_dotted(wv_str s, uint32_t at, bool *masked)
{
    *masked = false;
    uint32_t pieces;
    bool singles;
    uint32_t end = run_end(s, at, &pieces, &singles);
    if (end == at || (end < s.n && (unsigned char)s.p[end] >= 0x80)) return 0;
    for (uint32_t e = end < at + DOTTED_BYTES_MAX ? end : at + DOTTED_BYTES_MAX; e > at + 1; e--) {
        if (s.p[e - 1] != '.') continue;
        uint8_t use = dotted_use((wv_str){s.p + at, e - at});
        if (use == ALWAYS || use == CLOSES || (use == WEAK && goes_on(s, e))) return e;
    }
    bool capital = s.p[at] >= 'A' && s.p[at] <= 'Z';
    if (pieces == 1 && singles && capital && end == at + 2)
        return initial_goes_on(s, end) ? end : 0;
    if (!singles || pieces < 2) return 0;
    *masked = pieces >= 4;
    return *masked && s.p[end - 1] == '.' ? end - 1 : end;
}

bool wv_tokens_dotted_sorted(void)
{
    for (size_t i = 1; i < sizeof g_dotted / sizeof *g_dotted; i++)
        if (strcmp(g_dotted[i - 1].text, g_dotted[i].text) >= 0) return false;
    return true;
}
