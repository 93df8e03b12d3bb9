/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_verb.c: the paradigm of a Dutch verb, weak or strong, prefixed or separable.
 *
 * In: a folded infinitive (opbellen, op+bellen, verslaan, stalken). Out: every written form with
 * its features, and the key. Neighbours: inflect_irregular.c (strong verbs), inflect_prefix.c
 * (first parts); inflect_words.c decides what spelling alone cannot: regeert or regert, toegeteerd
 * or getoeterd. Invariant: the infinitive is among the forms. Cost: about ten lookups in the word
 * filter. */
#include "text/inflect.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_prefix.h"
#include "text/inflect_words.h"

#define FIN_SG (WV_FEAT_FIN | WV_FEAT_SG)
#define PAST_SG (WV_FEAT_FIN | WV_FEAT_SG | WV_FEAT_PAST)
#define PAST_PL (WV_FEAT_FIN | WV_FEAT_PL | WV_FEAT_PAST)

/* How an infinitive falls apart: "aan" + "be" + "steden". */
typedef struct verb {
    wv_str inf;
    wv_str head, rest; /* all first parts, and what inflects */
    uint32_t particle; /* bytes of the separable first part, 0 none */
    bool fixed;        /* the participle may stand without ge- */
    bool with_ge;      /* ... and may stand with it */
    const wv_strong_verb *strong;
    wv_form open, stem; /* of rest: lop, loop */
    char dental[2];
} verb;

static bool has2(wv_str a, wv_str b)
{
    wv_form f = wv_form_join(a, b);
    return wv_words_has(wv_form_str(&f));
}

static bool has3(wv_str a, wv_str b, wv_str c)
{
    wv_form f = wv_form_join(a, b);
    return has2(wv_form_str(&f), c);
}

/* "herbergen" is weak although "bergen" is strong: a strong form with this first part must be a
 * word. */
static bool strong_fits(wv_str head, wv_str inf, const wv_strong_verb *s)
{
    const char *past = s->past, *ppart = s->ppart;
    wv_str alt;
    if (!wv_words_has(inf)) return true;
    while (wv_alternatives_next(&past, &alt))
        if (alt.n && has2(head, wv_strong_past_singular(alt))) return true;
    while (wv_alternatives_next(&ppart, &alt))
        if (alt.n && (has2(head, alt) || has2(head, wv_str_from(alt, 2)))) return true;
    return false;
}

static void set_head(verb *v, uint32_t bytes, uint32_t particle, bool fixed, bool with_ge)
{
    v->head = (wv_str){v->inf.p, bytes};
    v->rest = wv_str_from(v->inf, bytes);
    v->particle = particle;
    v->fixed = fixed;
    v->with_ge = with_ge;
}

/* rest, or rest without be- ver- ..., is a strong verb: "kopen" in uitkopen, uit-ver-kopen. */
static bool take_strong(verb *v, uint32_t bytes, unsigned kind, uint32_t particle)
{
    wv_str rest = wv_str_from(v->inf, bytes);
    const wv_strong_verb *s = wv_strong_verb_of(rest);
    if (bytes == 2 && wv_str_starts(v->inf, WV_STR("ge")) && !wv_prefix_ge_verb(v->inf))
        return false;
    if (s) {
        if (!strong_fits((wv_str){v->inf.p, bytes}, v->inf, s)) return false;
        v->strong = s;
        set_head(v, bytes, particle, kind & WV_PREFIX_FIXED, kind & WV_PREFIX_SEPARABLE);
        return true;
    }
    if (!(kind & WV_PREFIX_SEPARABLE)) return false;
    wv_prefix inner[WV_PREFIXES_MAX];
    int n = wv_prefixes_of(rest, 4, inner);
    for (int i = 0; i < n; i++) {
        uint32_t both = bytes + inner[i].bytes;
        s = wv_strong_verb_of(wv_str_from(v->inf, both));
        if (wv_str_starts(rest, WV_STR("ge")) && !wv_prefix_ge_verb(rest)) continue;
        if (!s || !(inner[i].kind & WV_PREFIX_FIXED)) continue;
        if (!strong_fits((wv_str){v->inf.p, both}, v->inf, s)) continue;
        v->strong = s;
        set_head(v, both, particle, true, false);
        return true;
    }
    return false;
}

static bool split_strong(verb *v, uint32_t forced)
{
    wv_prefix parts[WV_PREFIXES_MAX];
    if (forced) return take_strong(v, forced, WV_PREFIX_SEPARABLE, forced);
    v->strong = wv_strong_verb_of(v->inf);
    if (v->strong) return true;
    int n = wv_prefixes_of(v->inf, 4, parts);
    for (int i = 0; i < n; i++)
        if (take_strong(v, parts[i].bytes, parts[i].kind,
                        parts[i].kind & WV_PREFIX_SEPARABLE ? parts[i].bytes : 0))
            return true;
    return false;
}

/* The participle's tail after the stem: nothing when the stem has the dental already. */
static wv_str dental_tail(const verb *v)
{
    char last = v->stem.s[v->stem.n - 1];
    bool has = last == 't' || (last == 'd' && v->dental[0] == 'd');
    return has ? WV_STR("") : (wv_str){v->dental, 1};
}

static bool ppart_is_word(const verb *v, wv_str head, wv_str ge, wv_str rest_stem)
{
    wv_form f = wv_form_join(head, ge);
    return has3(wv_form_str(&f), rest_stem, dental_tail(v));
}

/* be-talen has a stressed stem after its first part, bel-len and beven have not. */
static bool fixed_is_plausible(wv_str rest)
{
    return rest.n >= 4 && wv_spell_syllables(rest) >= 2 &&
           (rest.p[0] != rest.p[1] || wv_spell_is_vowel(rest.p[0]));
}

static void split_weak_at(verb *v, wv_prefix part, bool *found)
{
    wv_str head = {v->inf.p, part.bytes}, stem = wv_str_from(wv_form_str(&v->stem), part.bytes);
    wv_str rest = wv_str_from(v->inf, part.bytes);
    if (wv_str_is(head, "ge") && !wv_prefix_ge_verb(v->inf)) return;
    bool ge = (part.kind & WV_PREFIX_SEPARABLE) && ppart_is_word(v, head, WV_STR("ge"), stem);
    bool plain = (part.kind & WV_PREFIX_FIXED) && fixed_is_plausible(rest) &&
                 ppart_is_word(v, head, WV_STR(""), stem);
    bool nested = false; /* uit-betalen: a particle before be- ver- ... */
    wv_prefix inner[WV_PREFIXES_MAX];
    int n = part.kind & WV_PREFIX_SEPARABLE && !ge ? wv_prefixes_of(rest, 4, inner) : 0;
    for (int i = 0; i < n; i++)
        nested |= inner[i].kind == WV_PREFIX_FIXED && wv_words_has(rest) &&
                  ppart_is_word(v, head, WV_STR(""), stem);
    if (!ge && !plain && !nested) return;
    set_head(v, part.bytes, ge || nested ? part.bytes : 0, plain || nested, ge);
    *found = true;
}

/* No participle of it is in the list: ghosten, opstalken, verghosten. */
static void split_weak_unknown(verb *v, const wv_prefix parts[], int n)
{
    for (int i = 0; i < n; i++) {
        wv_str rest = wv_str_from(v->inf, parts[i].bytes);
        bool separable = parts[i].kind & WV_PREFIX_SEPARABLE;
        bool known = wv_words_has(rest) && wv_str_ends(rest, WV_STR("en"));
        if (!known && !(parts[i].kind == WV_PREFIX_FIXED && fixed_is_plausible(rest))) continue;
        if (!fixed_is_plausible(rest) || wv_str_is((wv_str){v->inf.p, parts[i].bytes}, "ge"))
            continue;
        set_head(v, parts[i].bytes, separable ? parts[i].bytes : 0, parts[i].kind & WV_PREFIX_FIXED,
                 separable);
        return;
    }
}

/* The stem of the whole verb: "regeer" rather than "reger" because regeert is a word. */
static void weak_stem(verb *v)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    v->open = wv_form_of(v->inf.p, v->inf.n - (wv_str_ends(v->inf, WV_STR("en")) ? 2 : 1));
    v->dental[0] = wv_spell_dental(wv_form_str(&v->open));
    int n = wv_spell_close(wv_form_str(&v->open), variants), best = 0, best_score = -1;
    for (int i = 0; i < n; i++) {
        wv_str s = wv_form_str(&variants[i]);
        bool short_stem = s.n == v->open.n && n > 1 && i > 0; /* "verreken" has no stem "verrek" */
        if (short_stem && !wv_spell_ends_unstressed(s) && !wv_str_ends(s, WV_STR("or"))) continue;
        int score = has2(s, WV_STR("t")) + has3(s, (wv_str){v->dental, 1}, WV_STR("e")) +
                    has3(WV_STR("ge"), s, (wv_str){v->dental, 1});
        if (score > best_score) best = i, best_score = score;
    }
    v->stem = n ? variants[best] : v->open;
    bool english =
        best_score == 0 && wv_words_has(wv_form_str(&v->open)); /* appen: appt, appte, geappt */
    if (english && v->open.n > 2 && v->open.s[v->open.n - 1] == v->open.s[v->open.n - 2])
        v->stem = v->open;
    wv_form race = v->open; /* racen: racet, racete, geracet */
    wv_form_add(&race, "e");
    if (best_score <= 1 && has2(wv_form_str(&race), WV_STR("t"))) v->stem = race;
}

static void split_weak(verb *v, uint32_t forced)
{
    wv_prefix parts[WV_PREFIXES_MAX];
    weak_stem(v);
    wv_str whole = wv_form_str(&v->stem);
    set_head(v, 0, 0, false, true);
    if (forced) {
        wv_prefix inner[WV_PREFIXES_MAX];
        wv_str rest = wv_str_from(v->inf, forced);
        int k = wv_prefixes_of(rest, 4, inner);
        bool fixed =
            k && inner[k - 1].kind == WV_PREFIX_FIXED &&
            fixed_is_plausible(wv_str_from(rest, inner[k - 1].bytes)) &&
            !(wv_str_is((wv_str){rest.p, inner[k - 1].bytes}, "ge") && !wv_prefix_ge_verb(rest));
        set_head(v, forced, forced, fixed, !fixed);
    } else {
        bool found = ppart_is_word(v, WV_STR(""), WV_STR("ge"), whole);
        int n = wv_prefixes_of(v->inf, 4, parts);
        for (int i = 0; i < n && !found; i++) split_weak_at(v, parts[i], &found);
        if (!found) split_weak_unknown(v, parts, n);
    }
    v->stem = wv_form_of(v->stem.s + v->head.n, v->stem.n - v->head.n);
    v->open = wv_form_of(v->open.s + v->head.n, v->open.n - v->head.n);
}

static void strong_stem(verb *v)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    wv_str r = v->rest;
    bool short_form = wv_str_ends(r, WV_STR("aan")) || wv_str_is(r, "zien") || wv_str_is(r, "doen");
    if (wv_str_is(r, "zijn")) {
        v->open = v->stem = wv_form_of("zijn", 4);
    } else if (short_form) {
        bool aan = r.p[r.n - 2] == 'a';
        v->open = v->stem = wv_form_of(r.p, r.n - (aan ? 2 : 1));
    } else {
        v->open = wv_form_of(r.p, r.n - 2);
        wv_spell_close(wv_form_str(&v->open), variants);
        v->stem = variants[0];
    }
    v->dental[0] = wv_spell_dental(wv_form_str(&v->open));
}

static void add(wv_paradigm *p, const verb *v, wv_str tail, uint32_t feat)
{
    wv_paradigm_join(p, v->head, tail, feat);
}

static void cell(wv_paradigm *p, const verb *v, wv_str tail, uint32_t feat)
{
    wv_paradigm_cell(p, v->head, tail, feat);
}

static void add_present(wv_paradigm *p, const verb *v)
{
    wv_str stem = wv_form_str(&v->stem), open = wv_form_str(&v->open);
    wv_form f = v->stem;
    if (wv_str_is(v->rest, "zijn")) return;
    if (v->strong && wv_str_is(v->rest, "komen")) stem = WV_STR("kom");
    add(p, v, stem, FIN_SG | WV_FEAT_IMP);
    if (v->strong && v->stem.n >= 2 && wv_spell_is_vowel(f.s[f.n - 1]) && f.s[f.n - 1] == 'a')
        wv_form_add(&f, "a"); /* sla: slaat */
    if (f.s[f.n - 1] != 't') wv_form_add(&f, "t");
    if (v->strong && wv_str_is(v->rest, "komen")) f = wv_form_of("komt", 4);
    cell(p, v, wv_form_str(&f), FIN_SG);
    wv_form e = wv_form_join(open, WV_STR("e"));
    if (v->open.n != v->stem.n || memcmp(v->open.s, v->stem.s, v->open.n) != 0 || !v->strong)
        if (v->strong ||
            has2(v->head, wv_form_str(&e))) /* neme, kome; leve; but "antwoorde" is a slip */
            add(p, v, wv_form_str(&e), WV_FEAT_SUBJ);
    char last = stem.p[stem.n - 1];
    if (last == 'd') { /* hij vint, hij vindd */
        wv_form t = wv_form_of(stem.p, stem.n - 1);
        wv_form_add(&t, "t");
        add(p, v, wv_form_str(&t), FIN_SG | WV_FEAT_SLIP);
    }
}

static void add_weak_past(wv_paradigm *p, const verb *v, bool counts)
{
    const char *other = v->dental[0] == 't' ? "d" : "t";
    wv_form sg = wv_form_join(wv_form_str(&v->stem), (wv_str){v->dental, 1});
    wv_form slip = wv_form_join(wv_form_str(&v->stem), wv_str_of(other));
    wv_form_add(&sg, "e");
    wv_form_add(&slip, "e");
    if (counts)
        cell(p, v, wv_form_str(&sg), PAST_SG);
    else
        add(p, v, wv_form_str(&sg), PAST_SG);
    add(p, v, wv_form_str(&slip), PAST_SG | WV_FEAT_SLIP); /* stalkde, volgte */
    wv_form_add(&sg, "n");
    wv_form_add(&slip, "n");
    if (counts)
        cell(p, v, wv_form_str(&sg), PAST_PL);
    else
        add(p, v, wv_form_str(&sg), PAST_PL);
    add(p, v, wv_form_str(&slip), PAST_PL | WV_FEAT_SLIP);
    char last = v->stem.s[v->stem.n - 1];
    if (last == 't' ||
        last == 'd') { /* "hij antwoorde", "wij wachten": one dental instead of two */
        wv_form one = wv_form_join(wv_form_str(&v->stem), WV_STR("e"));
        add(p, v, wv_form_str(&one), PAST_SG | WV_FEAT_SLIP);
        wv_form_add(&one, "n");
        add(p, v, wv_form_str(&one), PAST_PL | WV_FEAT_SLIP);
    }
}

static void add_past(wv_paradigm *p, const verb *v)
{
    const char *cursor = v->strong ? v->strong->past : "";
    wv_str alt;
    bool first = true;
    while (wv_alternatives_next(&cursor, &alt)) {
        if (!alt.n) {
            if (!v->strong || v->strong->ppart[0]) add_weak_past(p, v, first);
        } else {
            wv_form plural = wv_strong_past_plural(alt);
            wv_str sg = wv_strong_past_singular(alt);
            cell(p, v, sg, PAST_SG);
            cell(p, v, wv_form_str(&plural), PAST_PL);
            if (sg.p[sg.n - 1] == 'd') { /* hij werdt, hij deedt */
                wv_form t = wv_form_join(sg, WV_STR("t"));
                add(p, v, wv_form_str(&t), PAST_SG | WV_FEAT_SLIP);
            }
        }
        first = false;
    }
}

/* A participle with all that is written for it: gebeld, gebelde, gebelden; gebelt and gebeldt are
 * slips. */
static void add_ppart_forms(wv_paradigm *p, wv_str ppart, uint32_t feat, bool irregular)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    wv_paradigm_add(p, ppart, WV_FEAT_PPART | feat);
    char last = ppart.p[ppart.n - 1];
    if (last == 'n') { /* geslagen, geslagene; verdwenen, gedaan, gedane */
        bool en = wv_str_ends(ppart, WV_STR("en"));
        wv_form e = wv_form_of(ppart.p, ppart.n);
        if (!en && wv_spell_open(ppart, variants)) e = variants[0];
        wv_form_add(&e, "e");
        wv_paradigm_add(p, wv_form_str(&e), WV_FEAT_PPART | WV_FEAT_INFLECTED | feat);
        wv_form_add(&e, "n");
        wv_paradigm_add(p, wv_form_str(&e), WV_FEAT_PPART | WV_FEAT_INFLECTED | WV_FEAT_PL | feat);
        return;
    }
    wv_form e = wv_form_of(ppart.p, ppart.n), other = e;
    if (irregular && (feat & WV_FEAT_SLIP)) return;
    if (wv_spell_open(ppart, variants))
        e = variants[0]; /* gemeten is above; gehaat: gehate, gedood: gedode */
    wv_form_add(&e, "e");
    wv_paradigm_add(p, wv_form_str(&e), WV_FEAT_PPART | WV_FEAT_INFLECTED | feat);
    wv_form_add(&e, "n");
    wv_paradigm_add(p, wv_form_str(&e), WV_FEAT_PPART | WV_FEAT_INFLECTED | WV_FEAT_PL | feat);
    if (feat & WV_FEAT_SLIP) return;
    if (last != 'd' && (last != 't' || irregular)) return; /* gezegt is written, gezochd is not */
    other.s[other.n - 1] = last == 't' ? 'd' : 't';
    add_ppart_forms(p, wv_form_str(&other), WV_FEAT_SLIP, irregular);
    other.s[other.n - 1] = 'd';
    wv_form_add(&other, "t");
    wv_paradigm_add(p, wv_form_str(&other), WV_FEAT_PPART | WV_FEAT_SLIP);
}

static void add_ppart(wv_paradigm *p, const verb *v, wv_str with_ge)
{
    wv_str bare = wv_str_starts(with_ge, WV_STR("ge")) ? wv_str_from(with_ge, 2) : with_ge;
    bool alone = v->head.n == 0, both = v->fixed && v->with_ge;
    wv_form ge = wv_form_join(v->head, with_ge), plain = wv_form_join(v->head, bare);
    bool ge_known = wv_words_has(wv_form_str(&ge)), plain_known = wv_words_has(wv_form_str(&plain));
    bool use_plain = !alone && v->fixed && (!both || plain_known || !ge_known);
    bool use_ge = alone || (v->with_ge && (!both || ge_known || !plain_known));
    /* a participle that equals the stem proves nothing: "bedreigd" makes no verb bedreigden */
    if (use_plain && wv_str_eq(wv_form_str(&plain), wv_form_str(&p->key))) plain_known = false;
    p->cells++;
    p->attested = (uint8_t)(p->attested + ((use_ge && ge_known) || (use_plain && plain_known)));
    if (use_ge) add_ppart_forms(p, wv_form_str(&ge), 0, v->strong != NULL);
    if (use_plain) add_ppart_forms(p, wv_form_str(&plain), 0, v->strong != NULL);
}

static void add_pparts(wv_paradigm *p, const verb *v)
{
    wv_str alt;
    if (v->strong) {
        const char *cursor = v->strong->ppart;
        while (wv_alternatives_next(&cursor, &alt))
            if (alt.n) add_ppart(p, v, alt);
        return;
    }
    wv_form f = wv_form_join(WV_STR("ge"), wv_form_str(&v->stem));
    wv_str tail = dental_tail(v);
    if (tail.n) wv_form_add(&f, v->dental);
    if (v->head.n == 0 && v->fixed) f = wv_form_of(f.s + 2, f.n - 2);
    add_ppart(p, v, wv_form_str(&f));
}

static void add_extra(wv_paradigm *p, const verb *v)
{
    int n;
    const wv_extra_form *e = v->strong ? wv_extra_forms_of(wv_str_of(v->strong->inf), &n) : NULL;
    for (int i = 0; e && i < n; i++) add(p, v, wv_str_of(e[i].form), e[i].feat);
}

static bool is_strong_ppart(wv_str word)
{
    const wv_strong_verb *hit[WV_IRREGULAR_HITS_MAX];
    return wv_strong_verbs_with(word, hit) > 0 && !wv_strong_verb_of(word);
}

/* -en, or one of the few on -aan and -ijn; "klein" and "been" are none. */
static bool has_infinitive_shape(wv_str w)
{
    if (w.n < 4) return false;
    wv_prefix parts[WV_PREFIXES_MAX]; /* "ingezetten", "aangekomen": participles, not in+gezetten */
    int n = wv_prefixes_of(w, 6, parts);
    for (int i = 0; i < n; i++) {
        wv_str rest = wv_str_from(w, parts[i].bytes);
        if ((parts[i].kind & WV_PREFIX_SEPARABLE) && wv_str_starts(rest, WV_STR("ge")) &&
            !wv_prefix_ge_verb(rest) &&
            (wv_words_has(wv_str_from(rest, 2)) || is_strong_ppart(rest)))
            return false;
    }
    if (wv_str_ends(w, WV_STR("aan")) || wv_str_is(w, "zijn")) return true;
    if (wv_str_ends(w, WV_STR("een")) && !wv_str_ends(w, WV_STR("eeen"))) return false;
    return wv_str_ends(w, WV_STR("en")) && wv_spell_syllables(wv_str_cut(w, 1)) >= 1;
}

void wv_paradigm_verb(wv_str infinitive, wv_paradigm *p)
{
    wv_form joined = {0};
    uint32_t forced = 0;
    for (uint32_t i = 0; i < infinitive.n && joined.n < WV_FORM_BYTES_MAX; i++) {
        if (infinitive.p[i] == '+')
            forced = joined.n;
        else
            joined.s[joined.n++] = infinitive.p[i];
    }
    verb v = {.inf = wv_form_str(&joined), .dental = {'d', '\0'}};
    p->count = p->cells = p->attested = 0;
    p->key.n = 0;
    p->lemma_known = p->irregular = p->particle = false;
    if (!has_infinitive_shape(v.inf)) return;
    v.rest = v.inf;
    v.with_ge = true;
    if (split_strong(&v, forced))
        strong_stem(&v);
    else
        split_weak(&v, forced);
    if (v.stem.n == 0 || v.rest.n < 2) return;
    p->irregular = v.strong != NULL;
    p->particle = v.particle > 0;
    p->lemma_known = wv_words_has(v.inf) || (v.strong && v.head.n == 0);
    p->key = wv_form_join(v.head, wv_form_str(&v.stem));
    wv_paradigm_add(p, v.inf, WV_FEAT_INF | WV_FEAT_FIN | WV_FEAT_PL);
    wv_form presp = wv_form_join(v.inf, WV_STR("d"));
    wv_paradigm_add(p, wv_form_str(&presp), WV_FEAT_PRESP);
    wv_form_add(&presp, "e");
    wv_paradigm_add(p, wv_form_str(&presp), WV_FEAT_PRESP | WV_FEAT_INFLECTED);
    wv_form_add(&presp, "n");
    wv_paradigm_add(p, wv_form_str(&presp), WV_FEAT_PRESP | WV_FEAT_INFLECTED | WV_FEAT_PL);
    add_present(p, &v);
    add_past(p, &v);
    add_pparts(p, &v);
    add_extra(p, &v);
}
