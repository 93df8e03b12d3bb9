/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse.c: what one written word can be.
 *
 * In: a folded word. Out: up to four keys with part of speech and form, best first. The way:
 * propose lemmas by taking off endings and first parts, then keep those whose paradigm
 * (inflect_paradigm.h) holds the word; so the generator and the analyser cannot disagree.
 * Neighbours: inflect_words.c says which lemmas exist; data/homographs.inc decides between readings
 * that are both words (gevolg, belt, wegen); analyse_known.c keeps what comes out for listed words.
 * Invariant: at least one analysis. Cost: some ten microseconds, once per distinct word that nobody
 * listed, and for each listed one when the engine is built. */
#include "text/analyse.h"

#include "text/analyse_known.h"
#include "text/analyse_propose.h"
#include "text/inflect.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_prefix.h"
#include "text/inflect_words.h"
#include "text/spellings.h"
#include "text/stem.h"

/* Scores: only their order counts. Measured on the development half of the conflation gold, see
 * docs/why/inflection.md. */
enum {
    SCORE_HOMOGRAPH = 1000, /* the table has the last word */
    SCORE_IRREGULAR = 96,   /* versloeg, pleegkinderen: made with a hand-written form */
    SCORE_WRITTEN = 150,    /* sloeg, gaat: of a verb that stands in the table itself */
    SCORE_FULL = 110,       /* all main forms are words: organiseren, jonge (jonger, jongst) */
    SCORE_VERB = 40,
    SCORE_BARE_VERB = 8, /* no form but the "infinitive" is a word: bedreigden is no verb */
    SCORE_CELL = 10,     /* for each main form of the lemma that is a word */
    SCORE_NOUN = 55,
    SCORE_ADJ = 45,
    SCORE_SELF = 38, /* the word is its own lemma */
    SCORE_OWN_FORM =
        22, /* ... and has forms that the other reading does not explain: plant - planten */
    LOSS_SLIP = 100,
    LOSS_THIN_ADJ = 30, /* "verhuurder" is no comparative of verhuurd: verhuurdst is no word */
    LOSS_RARE_GE = 40,  /* gevoelen beside voelen: "gevoeld" is of voelen */
    LOSS_UNKNOWN = 45,  /* the lemma is in no list */
};

typedef struct homograph {
    const char *form, *key;
} homograph;

static const homograph homographs[] = {
#define H(form, key) {form, key},
#include "text/data/homographs.inc"
#undef H
};

void wv_spelling_homographs_each(wv_spelling_each fn, void *ctx)
{
    for (size_t i = 0; i < sizeof homographs / sizeof *homographs; i++)
        fn(ctx, wv_str_of(homographs[i].form));
}

static const char *homograph_key(wv_str word)
{
    size_t low = 0, high = sizeof homographs / sizeof *homographs;
    while (low < high) { /* the table is sorted; a test checks that */
        size_t mid = (low + high) / 2;
        int c = wv_str_cmp_text(homographs[mid].form, word);
        if (c == 0) return homographs[mid].key;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

typedef struct reading {
    wv_form key, lemma;
    unsigned pos;
    uint32_t feat;
    int score;
    bool solid; /* the lemma exists, so that a slip of it is better than a guess */
} reading;

enum { READINGS_MAX = 24 };

typedef struct readings {
    wv_str word;
    bool listed; /* the word is in the list */
    int count;
    reading item[READINGS_MAX];
} readings;

static void add_reading(readings *r, wv_str key, wv_str lemma, unsigned pos, uint32_t feat,
                        int score, bool solid)
{
    for (int i = 0; i < r->count; i++) {
        reading *o = &r->item[i];
        if (o->pos != pos || !wv_str_eq(wv_form_str(&o->key), key)) continue;
        o->feat |= feat;
        o->solid |= solid;
        if (score > o->score) {
            o->score = score;
            o->lemma = wv_form_of(lemma.p, lemma.n);
        }
        return;
    }
    if (r->count == READINGS_MAX) return;
    r->item[r->count++] =
        (reading){wv_form_of(key.p, key.n), wv_form_of(lemma.p, lemma.n), pos, feat, score, solid};
}

static void paradigm_of(wv_str lemma, unsigned pos, wv_paradigm *p)
{
    if (pos == WV_POS_VERB)
        wv_paradigm_verb(lemma, p);
    else if (pos == WV_POS_NOUN)
        wv_paradigm_noun(lemma, p);
    else
        wv_paradigm_adj(lemma, p);
}

/* A comparative that has a plural on -s is a noun (verhuurder - verhuurders); a superlative alone
 * may be one (winst). */
static bool is_thin_degree(wv_str word, uint32_t feat)
{
    wv_form s = wv_form_join(word, WV_STR("s"));
    if (feat & WV_FEAT_SUP) return true;
    return (feat & WV_FEAT_COMP) && !(feat & WV_FEAT_INFLECTED) && wv_words_has(wv_form_str(&s));
}

static int score_verb(const wv_paradigm *p, uint32_t feat, bool written)
{
    int attested = p->attested > 4 ? 4 : p->attested;
    int score = SCORE_VERB + SCORE_CELL * attested;
    bool participle = feat & (WV_FEAT_PPART | WV_FEAT_PRESP);
    if (attested >= 4 && (participle || (feat & WV_FEAT_INF)))
        score = feat & WV_FEAT_INF ? SCORE_FULL : SCORE_FULL + 2; /* gekleurde is no adjective */
    if (attested == 0 && p->lemma_known) score = SCORE_BARE_VERB;
    if (p->irregular && score < SCORE_IRREGULAR) score = SCORE_IRREGULAR;
    if (written) score = SCORE_WRITTEN;
    wv_str infinitive = wv_form_str(&p->form[0]);
    if (wv_str_starts(infinitive, WV_STR("ge"))) {
        int ge = wv_prefix_ge_verb(infinitive);
        score += ge == 2 ? -LOSS_RARE_GE : ge ? SCORE_CELL : 0;
    }
    if (!p->lemma_known) {
        score -= LOSS_UNKNOWN; /* of an invented word, -te and ge- tell most: ghostte, geghost */
        if (feat & (WV_FEAT_PAST | WV_FEAT_PPART | WV_FEAT_INF))
            score += SCORE_OWN_FORM + (feat & WV_FEAT_INF ? 1 : 0);
    }
    if (feat & WV_FEAT_SLIP) score -= LOSS_SLIP;
    if ((feat & ~(uint32_t)WV_FEAT_PARTICLE) == WV_FEAT_SUBJ) score -= LOSS_SLIP / 2;
    return score;
}

static int score_noun(const wv_paradigm *p)
{
    int score = SCORE_NOUN + SCORE_CELL * p->attested;
    if (p->attested >= 2) score = SCORE_IRREGULAR - 2;
    if (p->irregular) score = SCORE_IRREGULAR + 2;
    return p->lemma_known ? score : score - LOSS_UNKNOWN;
}

static int score_adj(wv_str word, const wv_paradigm *p, uint32_t feat)
{
    int score = SCORE_ADJ + SCORE_CELL * p->attested;
    if (p->attested >= 3 && !(feat & (WV_FEAT_COMP | WV_FEAT_SUP))) score = SCORE_FULL;
    if (p->attested < 3 && !p->irregular && is_thin_degree(word, feat)) score -= LOSS_THIN_ADJ;
    if (p->attested < 2 && feat == WV_FEAT_GENITIVE) score -= LOSS_RARE_GE;
    return p->lemma_known ? score : score - LOSS_UNKNOWN;
}

static int score_of(wv_str word, wv_str lemma, const wv_paradigm *p, unsigned pos, uint32_t feat)
{
    if (pos == WV_POS_VERB) return score_verb(p, feat, wv_strong_verb_of(lemma) != NULL);
    return pos == WV_POS_NOUN ? score_noun(p) : score_adj(word, p, feat);
}

static void try_lemma(void *ctx, wv_str lemma, unsigned pos)
{
    readings *r = ctx;
    wv_paradigm p;
    paradigm_of(lemma, pos, &p);
    uint32_t feat = wv_paradigm_find(&p, r->word);
    if (!feat || ((feat & (WV_FEAT_SLIP | WV_FEAT_FLEMISH)) && r->listed)) return;
    if (p.particle) feat |= WV_FEAT_PARTICLE;
    bool solid = p.lemma_known && p.attested * 2 >= p.cells;
    int score = score_of(r->word, lemma, &p, pos, feat);
    add_reading(r, wv_form_str(&p.key), lemma, pos, feat, score, solid);
}

/* "speeltje" is speel+tje before it is speelt+je. */
static bool dim_is_of_other(wv_str word)
{
    if (word.n < 4 || word.p[word.n - 1] != 't') return false;
    char before = word.p[word.n - 2]; /* "kastje" can only be of kast */
    return (strchr("lnrwj", before) || wv_spell_is_vowel(before)) &&
           wv_words_has(wv_str_cut(word, 1));
}

/* Forms of the word's own that are words and that the rival reading does not make. */
static int own_forms(wv_str word, unsigned pos, const wv_paradigm *rival)
{
    wv_paradigm own;
    int n = 0;
    paradigm_of(word, pos, &own);
    for (int i = 0; i < own.count; i++) {
        wv_str f = wv_form_str(&own.form[i]);
        if (wv_str_eq(f, word) || wv_paradigm_find(rival, f)) continue;
        if ((own.feat[i] & WV_FEAT_DIM) && dim_is_of_other(word)) continue;
        n += wv_words_has(f);
    }
    return n;
}

/* A past on -te or -de never takes -s: hoogtes, bendes, waardes tell the noun. */
static bool has_plural_on_s(wv_str word)
{
    wv_form s = wv_form_join(word, WV_STR("s"));
    return wv_str_ends(word, WV_STR("e")) && wv_words_has(wv_form_str(&s));
}

/* A lemma that exists explains the word, be it as a slip: gestalkd. */
static bool has_solid(const readings *r)
{
    for (int i = 0; i < r->count; i++)
        if (r->item[i].solid) return true;
    return false;
}

/* The word as its own lemma: "plant" has planten, plantje; "werkt" has nothing that werken does not
 * have. */
static void add_self(readings *r)
{
    const reading *rival = NULL;
    wv_paradigm p; /* four kilobytes: of no rival only the count is read */
    p.count = 0;
    bool known = r->listed;
    for (int i = 0; i < r->count; i++)
        if (!wv_str_eq(wv_form_str(&r->item[i].key), r->word) &&
            (!rival || r->item[i].score > rival->score))
            rival = &r->item[i];
    if (!known && has_solid(r)) return;
    if (rival && rival->score > SCORE_SELF + 3 * SCORE_OWN_FORM) { /* nothing it has could win */
        add_reading(r, r->word, r->word, WV_POS_NOUN, WV_FEAT_BASE | WV_FEAT_SG, SCORE_SELF, false);
        return;
    }
    if (rival) paradigm_of(wv_form_str(&rival->lemma), rival->pos, &p);
    int noun = own_forms(r->word, WV_POS_NOUN, &p), adj = own_forms(r->word, WV_POS_ADJ, &p);
    /* a participle is the verb's, even where it has grown a comparative: overtuigender,
     * georganiseerder */
    bool participle = rival && rival->pos == WV_POS_VERB && rival->score >= SCORE_IRREGULAR &&
                      (rival->feat & (WV_FEAT_PPART | WV_FEAT_PRESP)) &&
                      !(rival->feat & WV_FEAT_SLIP);
    if (participle) adj = 0;
    bool ends_s = r->word.p[r->word.n - 1] == 's'; /* Amerikaans has only Amerikaanse */
    if (adj == 1 && !ends_s) adj = 0;              /* else one form alone is chance: kent - kents */
    if (rival && (rival->feat & WV_FEAT_PAST) && has_plural_on_s(r->word))
        noun = 3; /* hoogte: hoogtes */
    int best = noun > adj ? noun : adj;
    int score =
        (known ? SCORE_SELF : SCORE_SELF - LOSS_UNKNOWN) + SCORE_OWN_FORM * (best > 3 ? 3 : best);
    unsigned pos = noun >= adj ? WV_POS_NOUN : WV_POS_ADJ;
    add_reading(r, r->word, r->word, pos, WV_FEAT_BASE | (pos == WV_POS_NOUN ? WV_FEAT_SG : 0),
                score, false);
    if (known)
        add_reading(r, r->word, r->word, WV_POS_NOUN + WV_POS_ADJ - pos, WV_FEAT_BASE, score - 1,
                    false);
}

/* studenten: of student rather than of studente. */
static void prefer_short_singular(readings *r)
{
    for (int i = 0; i < r->count; i++) {
        reading *e = &r->item[i];
        if (e->pos != WV_POS_NOUN || !(e->feat & WV_FEAT_PL) || e->key.s[e->key.n - 1] != 'e')
            continue;
        for (int k = 0; k < r->count; k++) {
            const reading *o = &r->item[k];
            if (k == i || o->pos != WV_POS_NOUN || !(o->feat & WV_FEAT_PL) || o->score < SCORE_NOUN)
                continue;
            if (o->key.s[o->key.n - 1] != 'e' && o->score <= e->score) e->score = o->score - 1;
        }
    }
}

static void prefer_homograph(readings *r)
{
    const char *key = homograph_key(r->word);
    bool found = false;
    if (!key) return;
    for (int i = 0; i < r->count; i++)
        if (wv_str_is(wv_form_str(&r->item[i].key), key))
            r->item[i].score += SCORE_HOMOGRAPH, found = true;
    if (!found)
        add_reading(r, wv_str_of(key), wv_str_of(key), WV_POS_NOUN, 0, SCORE_HOMOGRAPH, true);
}

/* Best first; equal scores by key, then part of speech, so that the order never depends on the way
 * here. */
static int worse(const reading *a, const reading *b)
{
    if (a->score != b->score) return a->score < b->score;
    if ((a->feat & b->feat & WV_FEAT_DIM) &&
        a->key.n != b->key.n) /* bootje is of boot, not of "bo" */
        return a->key.n < b->key.n;
    if (a->score < 0 && a->key.n != b->key.n)
        return a->key.n > b->key.n; /* ghostte: ghost, not ghostt */
    int c = wv_str_cmp(wv_form_str(&a->key), wv_form_str(&b->key));
    return c ? c > 0 : a->pos > b->pos;
}

static void sort_readings(readings *r)
{
    for (int i = 1; i < r->count; i++) {
        reading x = r->item[i];
        int k = i;
        for (; k > 0 && worse(&r->item[k - 1], &x); k--) r->item[k] = r->item[k - 1];
        r->item[k] = x;
    }
}

/* Appends readings to the n there are; returns the new number. */
static int emit_readings(const readings *r, wv_str head, wv_analysis out[WV_ANALYSES_MAX], int n)
{
    for (int i = 0; i < r->count && n < WV_ANALYSES_MAX; i++) {
        wv_form key = wv_form_join(head, wv_form_str(&r->item[i].key));
        wv_analysis *a = &out[n++];
        memcpy(a->key, key.s, sizeof a->key);
        a->key_bytes = key.n;
        a->pos = (uint8_t)r->item[i].pos;
        a->feat = r->item[i].feat;
    }
    return n;
}

static void analyse_listed(wv_str word, readings *r)
{
    r->word = word;
    r->listed = wv_words_has(word);
    r->count = 0;
    wv_propose(word, WV_PROPOSE_KNOWN, try_lemma, r);
    prefer_short_singular(r);
    add_self(r);
    prefer_homograph(r);
    sort_readings(r);
}

static bool has_evidence(const readings *r)
{
    return has_solid(r) || (r->count && r->item[0].score >= SCORE_SELF);
}

wv_known wv_word_known(wv_str folded)
{
    readings r;
    if (wv_words_has(folded)) return WV_KNOWN_LISTED;
    if (folded.n < 3 || folded.n > WV_FORM_BYTES_MAX - 8) return WV_KNOWN_NOT;
    r.word = folded;
    r.listed = false;
    r.count = 0;
    wv_propose(folded, WV_PROPOSE_KNOWN, try_lemma, &r);
    bool slip = false;
    for (int i = 0; i < r.count; i++) {
        if (r.item[i].feat & WV_FEAT_SLIP)
            slip = true;
        else if (r.item[i].score >= SCORE_SELF)
            return WV_KNOWN_FORM;
    }
    if (slip) return WV_KNOWN_SLIP;
    return wv_compound_head(folded) ? WV_KNOWN_COMPOUND : WV_KNOWN_NOT;
}

/* gebiedsverbodje: the head inflects, what stands before it is carried along. A head is nearly
 * always a listed word, so what it can be is known. */
static int emit_compound(wv_str word, uint32_t head, wv_analysis out[WV_ANALYSES_MAX])
{
    enum { HEAD_MAX = WV_ANALYSES_MAX / 2 };
    wv_str front = {word.p, head}, tail = wv_str_from(word, head);
    wv_analysis known[WV_ANALYSES_MAX];
    int n = wv_analyse_known(tail, known);
    for (int i = 0; i < n && i < HEAD_MAX; i++) {
        wv_form key = wv_form_join(front, (wv_str){known[i].key, known[i].key_bytes});
        out[i] = known[i];
        memcpy(out[i].key, key.s, sizeof out[i].key);
        out[i].key_bytes = key.n;
    }
    if (n) return n < HEAD_MAX ? n : HEAD_MAX;
    readings r;
    analyse_listed(tail, &r);
    if (r.count > HEAD_MAX) r.count = HEAD_MAX;
    return emit_readings(&r, front, out, 0);
}

int wv_analyse_afresh(wv_str folded, wv_analysis out[WV_ANALYSES_MAX])
{
    readings r;
    wv_form clean = {0};
    for (uint32_t i = 0; i < folded.n && clean.n < WV_FORM_BYTES_MAX; i++)
        if (folded.p[i] != '\'') clean.s[clean.n++] = folded.p[i];
    wv_str word = wv_form_str(&clean), none = {clean.s, 0};
    if (word.n < 2 || word.n > WV_FORM_BYTES_MAX - 8) {
        r.count = 0;
        add_reading(&r, word, word, WV_POS_NOUN, WV_FEAT_BASE, 0, false);
        return emit_readings(&r, none, out, 0);
    }
    analyse_listed(word, &r);
    if (has_evidence(&r)) return emit_readings(&r, none, out, 0);
    uint32_t head = wv_compound_head(word);
    if (head) /* thin readings of the whole come behind: aalsvelsten */
        return emit_readings(&r, none, out, emit_compound(word, head, out));
    r.count = 0;
    wv_propose(word, WV_PROPOSE_ANY, try_lemma, &r);
    wv_form stem;
    if (wv_stem(word, &stem))
        add_reading(&r, wv_form_str(&stem), word, WV_POS_NOUN, 0, -LOSS_UNKNOWN - 1, false);
    add_reading(&r, word, word, WV_POS_NOUN, WV_FEAT_BASE, -LOSS_UNKNOWN, false);
    sort_readings(&r);
    return emit_readings(&r, none, out, 0);
}
