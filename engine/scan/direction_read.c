/* SPDX-License-Identifier: EUPL-1.2 */
/* direction_read.c: subject, object and agent of the clause a match stands in, as parties.
 *
 *   verdachte heeft mij geslagen               actor OTHER, target SPEAKER
 *   zij werd door haar ex geslagen             actor OTHER, target PERSON        (passive)
 *   hij kneep mijn keel dicht                  actor PERSON, target SPEAKER      (whose throat)
 *   hij kwam binnen en sloeg mij               actor PERSON from the clause before
 *   zij sloegen elkaar                         mutual
 *   hij sloeg haar in elkaar                   not mutual: there is an object
 *   zij mag van hem niet werken                actor PERSON, target PERSON       (who forbids)
 *   jij bent mijn eigendom                     actor SPEAKER, target HEARER      (who owns)
 *   volgens mevrouw A heeft B gedreigd         actor B                           (who is only asked)
 *
 * In: the words of a sentence, the words of a match. Out: wv_direction; no roles, no metadata.
 * Neighbours: direction.c turns parties into references. Invariants: what is not said is NONE;
 * nothing tells he from she.
 * Cost: linear in the words of the clause, and of at most two clauses before it. */
#include "scan/direction.h"
#include "scan/scope_tag.h"

#define G(name) WV_GRAM(name)

enum { MENTIONS_MAX = 24, CLAUSES_BACK_MAX = 2 };

/* What a mention can be in its clause. */
typedef enum use {
    CAN_SUBJECT = 1,
    CAN_OBJECT = 2,
    OWNER = 4,
    AGENT = 8, /* door hem */
    OBLIQUE = 16,
    RULER = 32, /* van hem, behind a verb or a pronoun: may be who forbids */
} use;

typedef struct pronoun {
    const char *word;
    uint8_t party, uses;
} pronoun;

/* Personal pronouns, folded. `zijn` and `z.n` are absent: the owner is the actor too often ("stak
 * zijn mes"). */
static const pronoun PRONOUNS[] = {
    {"ik", WV_PARTY_SPEAKER, CAN_SUBJECT},
    {"k", WV_PARTY_SPEAKER, CAN_SUBJECT},
    {"mij", WV_PARTY_SPEAKER, CAN_OBJECT},
    {"me", WV_PARTY_SPEAKER, CAN_OBJECT},
    {"mijn", WV_PARTY_SPEAKER, OWNER},
    {"mn", WV_PARTY_SPEAKER, OWNER},
    {"jij", WV_PARTY_HEARER, CAN_SUBJECT},
    {"je", WV_PARTY_HEARER, CAN_SUBJECT | CAN_OBJECT | OWNER},
    {"jou", WV_PARTY_HEARER, CAN_OBJECT},
    {"jouw", WV_PARTY_HEARER, OWNER},
    {"u", WV_PARTY_HEARER, CAN_SUBJECT | CAN_OBJECT},
    {"uw", WV_PARTY_HEARER, OWNER},
    {"ge", WV_PARTY_HEARER, CAN_SUBJECT},
    {"gij", WV_PARTY_HEARER, CAN_SUBJECT},
    {"hij", WV_PARTY_PERSON, CAN_SUBJECT},
    {"ie", WV_PARTY_PERSON, CAN_SUBJECT},
    {"hem", WV_PARTY_PERSON, CAN_OBJECT},
    {"zij", WV_PARTY_PERSON, CAN_SUBJECT},
    {"ze", WV_PARTY_PERSON, CAN_SUBJECT | CAN_OBJECT},
    {"haar", WV_PARTY_PERSON, CAN_OBJECT | OWNER},
};

typedef struct mention {
    uint32_t word; /* within the sentence */
    uint8_t party, uses;
} mention;

typedef struct reading {
    const wv_named_list *named;
    const wv_scope_sentence *s;
    mention mentions[MENTIONS_MAX];
    uint32_t count;
} reading;

static uint64_t gram(const wv_scope_sentence *s, uint32_t i)
{
    return s->words[i].lex->gram;
}

static const pronoun *pronoun_of(wv_str folded)
{
    for (uint32_t i = 0; i < sizeof PRONOUNS / sizeof PRONOUNS[0]; i++)
        if (wv_str_is(folded, PRONOUNS[i].word)) return &PRONOUNS[i];
    return NULL;
}

/* A possessive is one when a noun comes next: "haar keel", "je vinger"; "zag haar" is an object. */
static uint8_t uses_here(const wv_scope_sentence *s, uint32_t i, uint8_t uses)
{
    if (!(uses & OWNER) || uses == OWNER) return uses;
    bool noun_next = i + 1 < s->count && !(s->tags[i + 1] & WV_TAG_EDGE) &&
                     (s->tags[i + 1] & (WV_TAG_NOMINAL | WV_TAG_ADJ)) &&
                     !(s->tags[i + 1] & WV_TAG_VERB);
    return noun_next ? OWNER : uses & (uint8_t)~OWNER;
}

static bool is_in(wv_str word, const char *const *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_is(word, list[i])) return true;
    return false;
}

/* What stands before a name and is the same person: "meneer A", "betrokkene B", "de heer B". */
static bool is_title(wv_str folded)
{
    static const char *const TITLES[] = {
        "meneer",  "mijnheer", "mevrouw", "juffrouw",   "mw",        "mevr",   "mvr",
        "dhr",     "hr",       "heer",    "betrokkene", "partij",    "buurman", "buurvrouw",
        "getuige", "vriend",   "vriendin", "partner",   "echtgenoot", "echtgenote"};
    return is_in(folded, TITLES, sizeof TITLES / sizeof *TITLES);
}

/* A preposition on the left takes a mention out of subject and object; `door` may make it the
 * agent. "Volgens meneer A. heeft betrokkene B. gedreigd": A tells it, B did it. */
static uint8_t behind_preposition(const wv_scope_sentence *s, uint32_t i, uint8_t uses)
{
    uint32_t k = i;
    while (k > 0 && !(s->tags[k] & WV_TAG_EDGE) &&
           ((gram(s, k - 1) & (G(DET) | G(POSSESSIVE))) || is_title(s->words[k - 1].lex->folded)))
        k--;
    if (k == 0 || (s->tags[k] & WV_TAG_EDGE)) return uses;
    if (wv_str_is(s->words[k - 1].lex->folded, "aldus")) return OBLIQUE;
    if (!(s->tags[k - 1] & WV_TAG_PREP)) return uses;
    if (uses & OWNER) return OWNER;
    if (wv_str_is(s->words[k - 1].lex->folded, "door")) return AGENT;
    bool noun_before =
        k > 1 && (s->tags[k - 2] & WV_TAG_NOMINAL) && !(s->tags[k - 2] & WV_TAG_VERB);
    return wv_str_is(s->words[k - 1].lex->folded, "van") && !noun_before ? RULER : OBLIQUE;
}

/* "ex-vriend B", "slachtoffer A": noun and name are one person, unless the name has the other role
 * ("gisteren sloeg verdachte A"). The noun tells whether a preposition takes them. */
static bool joins_noun(const reading *r, uint32_t i, const wv_named *name)
{
    const mention *noun = r->count ? &r->mentions[r->count - 1] : NULL;
    if (!noun || noun->word + 1 != i || r->s->tags[i] & WV_TAG_EDGE) return false;
    if (r->s->words[i].before) return false; /* "mijn ex, B" may be two */
    switch (noun->party) {
    case WV_PARTY_OTHER: return name->role == WV_ROLE_OTHER || name->role == WV_ROLE_UNKNOWN;
    case WV_PARTY_TARGET: return name->role == WV_ROLE_TARGET || name->role == WV_ROLE_UNKNOWN;
    case WV_PARTY_CHILD: return name->role == WV_ROLE_CHILD || name->role == WV_ROLE_UNKNOWN;
    case WV_PARTY_REPORTER: return name->role != WV_ROLE_OTHER;
    default: return false;
    }
}

/* "Mijn dochter komt nooit meer langs", told by her mother: what is done to the daughter is not
 * done to the mother. "Mijn keel" is. Of "mijn man" and "mijn ex" the owner is who lives with it. */
static bool is_kin_of(const wv_scope_sentence *s, uint32_t owner)
{
    static const char *const KIN[] = {
        "dochter",   "dochters",  "zus",     "zusje",        "zussen",   "broer",   "broertje",
        "moeder",    "mama",      "vader",   "papa",         "zoon",     "kind",    "kinderen",
        "nicht",     "neef",      "tante",   "oom",          "oma",      "opa",     "collega",
        "buurvrouw", "buurman",   "buurmeisje", "schoonzus", "cliënte",  "cliënt",  "patiënte",
        "patiënt",   "leerling",  "kleindochter", "kleinzoon", "schoondochter", "schoonzoon"};
    uint32_t i = owner + 1; /* past "jongste", and past a second reading of a word */
    while (i < s->count && s->tags[i] & (WV_TAG_SKIP | WV_TAG_ADJ) &&
           !is_in(s->words[i].lex->folded, KIN, sizeof KIN / sizeof *KIN))
        i++;
    return i < s->count && is_in(s->words[i].lex->folded, KIN, sizeof KIN / sizeof *KIN);
}

static void add_mention(reading *r, uint32_t i)
{
    const wv_named *name = wv_named_at(r->named, r->s->words[i].start);
    if (name && joins_noun(r, i, name)) {
        r->mentions[r->count - 1].word = i;
        r->mentions[r->count - 1].party = WV_PARTY_REF;
        return;
    }
    const wv_word *w = &r->s->words[i];
    const pronoun *p = pronoun_of(w->lex->folded);
    wv_party noun = wv_direction_noun(w->lex->folded);
    mention m = {.word = i, .party = WV_PARTY_NONE, .uses = CAN_SUBJECT | CAN_OBJECT};
    if (name) {
        m.party = WV_PARTY_REF;
    } else if (p) {
        m.party = p->party;
        m.uses = uses_here(r->s, i, p->uses);
        if (m.uses == OWNER && is_kin_of(r->s, i)) return;
    } else if (noun != WV_PARTY_NONE) {
        m.party = (uint8_t)noun;
    } else {
        return;
    }
    m.uses = behind_preposition(r->s, i, m.uses);
    if (r->count < MENTIONS_MAX) r->mentions[r->count++] = m;
}

static void read_clause(reading *r, uint16_t clause)
{
    r->count = 0;
    for (uint32_t i = 0; i < r->s->count; i++)
        if (r->s->words[i].clause == clause && !(r->s->tags[i] & WV_TAG_SKIP)) add_mention(r, i);
}

/* A form that can only be the subject wins; else the first that can. */
static const mention *subject_of(const reading *r)
{
    const mention *first = NULL;
    for (uint32_t i = 0; i < r->count; i++) {
        const mention *m = &r->mentions[i];
        if ((m->uses & CAN_SUBJECT) && !(m->uses & CAN_OBJECT)) return m;
        if ((m->uses & CAN_SUBJECT) && !first) first = m;
    }
    return first;
}

static const mention *object_of(const reading *r, const mention *subject)
{
    const mention *loose = NULL, *owner = NULL;
    for (uint32_t i = 0; i < r->count; i++) {
        const mention *m = &r->mentions[i];
        if (m == subject) continue;
        if ((m->uses & CAN_OBJECT) && !(m->uses & CAN_SUBJECT)) return m;
        if ((m->uses & CAN_OBJECT) && !loose) loose = m;
        if ((m->uses & OWNER) && !owner) owner = m;
    }
    return loose ? loose : owner;
}

static const mention *agent_of(const reading *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (r->mentions[i].uses & AGENT) return &r->mentions[i];
    return NULL;
}

/* worden + participle; "is door hem geslagen" is one too. "is gekomen" is none. */
static bool is_passive(const reading *r, uint16_t clause)
{
    static const char *const worden[] = {"word", "wordt", "worden", "werd", "werden", "geworden"};
    bool participle = false, passive = agent_of(r) != NULL;
    for (uint32_t i = 0; i < r->s->count; i++) {
        if (r->s->words[i].clause != clause) continue;
        participle = participle || (gram(r->s, i) & G(PPART));
        for (uint32_t k = 0; k < sizeof worden / sizeof worden[0]; k++)
            passive = passive || wv_str_is(r->s->words[i].lex->folded, worden[k]);
    }
    return participle && passive;
}

static bool has_reciprocal(const reading *r, uint16_t clause)
{
    for (uint32_t i = 0; i < r->s->count; i++)
        if (r->s->words[i].clause == clause && (gram(r->s, i) & G(RECIPROCAL))) return true;
    return false;
}

static void set_party(const reading *r, const mention *m, uint8_t *party, wv_span *at)
{
    if (!m) return;
    const wv_word *w = &r->s->words[m->word];
    const wv_named *name = m->party == WV_PARTY_REF ? wv_named_at(r->named, w->start) : NULL;
    *party = m->party;
    *at = (wv_span){w->start, name ? name->name_end : w->end};
}

static bool has_word(const reading *r, uint16_t clause, const char *const *list, uint32_t count)
{
    for (uint32_t i = 0; i < r->s->count; i++)
        if (r->s->words[i].clause == clause && is_in(r->s->words[i].lex->folded, list, count))
            return true;
    return false;
}

static bool is_negated(const reading *r, uint16_t clause)
{
    for (uint32_t i = 0; i < r->s->count; i++)
        if (r->s->words[i].clause == clause && (gram(r->s, i) & G(NEG))) return true;
    return false;
}

/* "A moest eerst aan haar man vragen of dat mocht".
 * "Ik mag niet werken van hem", "zij mag van B niet meer komen", "ik moet hem elk half uur een foto
 * sturen": the subject does not act, somebody makes her. "Ik moet je zien" is what its speaker
 * wants: there is a hearer for an object. */
static bool is_ruled(const reading *r, uint16_t clause, const mention *subject,
                     const mention *object, const mention **ruler)
{
    static const char *const MAY[] = {"mag", "mogen", "mocht", "mochten"};
    static const char *const MUST[] = {"moet", "moeten", "moest", "moesten"};
    static const char *const ASK[] = {"vragen", "toestemming", "verantwoorden", "melden"};
    *ruler = NULL;
    if (!subject) return false;
    for (uint32_t i = 0; i < r->count; i++)
        if (r->mentions[i].uses & RULER) *ruler = &r->mentions[i];
    if (has_word(r, clause, MAY, 4)) return *ruler || is_negated(r, clause);
    if (!has_word(r, clause, MUST, 4)) return false;
    if (has_word(r, clause, ASK, 4) && subject->party == WV_PARTY_REF) return true;
    bool for_somebody = object && object->party == WV_PARTY_PERSON;
    if (!*ruler && subject->party == WV_PARTY_SPEAKER && for_somebody) *ruler = object;
    return *ruler;
}

/* "A hoort aanbellen", "ik krijg elke dag appjes van hem": the subject has it done to her. Who
 * gives stands behind `van`, if anywhere. Of hij and zij nobody knows which side they are. */
static bool is_receiver(const reading *r, uint16_t clause, const mention *subject,
                        const mention *object, const mention **giver)
{
    static const char *const GETS[] = {"krijg",    "krijgt",  "krijgen",  "kreeg",   "kregen",
                                       "gekregen", "ontvang", "ontvangt", "ontving", "ontvangen",
                                       "hoor",     "hoort",   "horen",    "hoorde",  "hoorden"};
    *giver = NULL;
    if (!subject || (object && object->uses & CAN_OBJECT) || subject->party == WV_PARTY_PERSON ||
        subject->party == WV_PARTY_OTHER || subject->party == WV_PARTY_HEARER)
        return false; /* "B kreeg haar te pakken" */
    for (uint32_t i = 0; i < r->count; i++) {
        const mention *m = &r->mentions[i];
        if (m->uses & (RULER | OBLIQUE) && m->word > 0 &&
            wv_str_is(r->s->words[m->word - 1].lex->folded, "van"))
            *giver = m;
    }
    return has_word(r, clause, GETS, sizeof GETS / sizeof *GETS);
}

/* "Jij bent mijn eigendom", "zij is van mij": a clause of is and nothing else says who owns whom.
 * "Hij is mijn stalker" has a noun that says who is who. */
static const mention *owner_in_copula(const reading *r, uint16_t clause, const mention *subject,
                                      const mention *object)
{
    static const char *const IS[] = {"ben", "bent", "is", "zijn", "was", "waren", "bn"};
    const mention *owner = NULL;
    bool copula = false;
    if (!subject || (object && !(object->uses & OWNER))) return NULL;
    for (uint32_t i = 0; i < r->s->count; i++) {
        if (r->s->words[i].clause != clause) continue;
        bool is = is_in(r->s->words[i].lex->folded, IS, sizeof IS / sizeof *IS);
        copula = copula || is;
        if (r->s->tags[i] & WV_TAG_VERB && !is) return NULL;
    }
    for (uint32_t i = 0; i < r->count; i++)
        if (r->mentions[i].uses & (OWNER | RULER) && r->mentions[i].party != subject->party)
            owner = &r->mentions[i];
    return copula ? owner : NULL;
}

/* "Je zult boeten", "hij gaat bloeden": it is done to the subject; by whom, the clause does not
 * say. */
static bool undergoes(const reading *r, uint16_t clause)
{
    static const char *const DOOMED[] = {"boet", "boeten", "bloeden"};
    return has_word(r, clause, DOOMED, sizeof DOOMED / sizeof *DOOMED);
}

/* The verb that the match is about, else its first word. */
static uint32_t anchor_of(const wv_scope_sentence *s, uint32_t base, const uint32_t *matched,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t w = matched[i] - base;
        if (w < s->count && (s->tags[w] & WV_TAG_VERB) && !(s->tags[w] & WV_TAG_LIGHT)) return w;
    }
    return matched[0] - base;
}

/* "hij kwam binnen en sloeg mij", "hij probeerde mij te slaan": the subject stands in a clause
 * before. A relative clause takes the noun it hangs on: "verdachte, die haar sloeg". */
static void borrow_subject(reading *r, uint16_t clause, wv_direction *out)
{
    for (uint16_t back = 1; back <= CLAUSES_BACK_MAX && back <= clause; back++) {
        read_clause(r, (uint16_t)(clause - back));
        const mention *subject =
            is_passive(r, (uint16_t)(clause - back)) ? agent_of(r) : subject_of(r);
        if (subject) {
            set_party(r, subject, &out->actor, &out->actor_at);
            return;
        }
    }
}

void wv_direction_read(const wv_named_list *named, const wv_scope_sentence *tagged,
                       uint32_t first_word, const uint32_t *matched, uint32_t matched_count,
                       wv_direction *out)
{
    *out = (wv_direction){.actor = WV_PARTY_NONE};
    if (!matched_count) return;
    uint32_t anchor = anchor_of(tagged, first_word, matched, matched_count);
    if (anchor >= tagged->count) return;
    reading r = {.named = named, .s = tagged};
    uint16_t clause = tagged->words[anchor].clause;
    read_clause(&r, clause);
    const mention *subject = subject_of(&r);
    if (is_passive(&r, clause)) {
        set_party(&r, agent_of(&r), &out->actor, &out->actor_at);
        set_party(&r, subject ? subject : object_of(&r, NULL), &out->target, &out->target_at);
        return;
    }
    const mention *object = object_of(&r, subject);
    const mention *ruler;
    bool done_to = is_ruled(&r, clause, subject, object, &ruler) ||
                   is_receiver(&r, clause, subject, object, &ruler) || undergoes(&r, clause);
    const mention *owner = done_to ? NULL : owner_in_copula(&r, clause, subject, object);
    if (owner) ruler = owner;
    if (done_to || owner) {
        set_party(&r, ruler, &out->actor, &out->actor_at);
        set_party(&r, subject, &out->target, &out->target_at);
        return;
    }
    out->mutual = has_reciprocal(&r, clause) && !(object && (object->uses & CAN_OBJECT));
    set_party(&r, subject, &out->actor, &out->actor_at);
    set_party(&r, object, &out->target, &out->target_at);
    if (!subject) borrow_subject(&r, clause, out);
}
