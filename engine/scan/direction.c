/* SPDX-License-Identifier: EUPL-1.2 */
/* direction.c: who did it to whom, from metadata, roles and what the text says.
 *
 * In: a record, the roles known so far, what direction_read.c read. Out: refs in the finding, or
 * nothing.
 * Neighbours: wv_scan_resolve calls it in input order. Invariants: only refs of the record or of
 * its cast are given; two persons in one role are no person; the result is the same for he and she.
 * Cost: the persons of one record. */
#include "scan/direction.h"

/* A professional's own observation has the reporter `R` by the record format. */
static wv_role role_of_ref(const wv_record *record, wv_str ref, wv_role_of role_of, void *ctx)
{
    for (uint32_t i = 0; i < record->person_count; i++)
        if (wv_str_eq(record->persons[i].ref, ref) && record->persons[i].role != WV_ROLE_UNKNOWN)
            return record->persons[i].role;
    wv_role role = ref.n && role_of ? role_of(ctx, ref) : WV_ROLE_UNKNOWN;
    return role == WV_ROLE_UNKNOWN && wv_str_is(ref, "R") ? WV_ROLE_PROFESSIONAL : role;
}

static uint8_t voice_bit(wv_voice voice)
{
    return (uint8_t)(1u << voice);
}

uint8_t wv_direction_voices(const wv_record *record, wv_role_of role_of, void *ctx, bool *swapped)
{
    bool message = record->kind == WV_KIND_MESSAGE;
    *swapped = false;
    switch (role_of_ref(record, message ? record->from : record->reporter, role_of, ctx)) {
    case WV_ROLE_TARGET: return voice_bit(WV_VOICE_V);
    case WV_ROLE_OTHER: *swapped = !message; return voice_bit(message ? WV_VOICE_P : WV_VOICE_V);
    case WV_ROLE_CHILD:
    case WV_ROLE_THIRD: return voice_bit(WV_VOICE_T);
    case WV_ROLE_PROFESSIONAL: return voice_bit(WV_VOICE_R);
    case WV_ROLE_UNKNOWN: break;
    }
    return WV_VOICES_ALL;
}

typedef struct filler {
    wv_cast *cast;
    uint32_t targets, others;
} filler;

static void add_person(filler *f, wv_str ref, wv_role role)
{
    if (role == WV_ROLE_TARGET && !(f->targets && wv_str_eq(f->cast->target, ref)) && ref.n) {
        f->cast->target = ref;
        f->targets++;
    }
    if (role == WV_ROLE_OTHER && !(f->others && wv_str_eq(f->cast->other, ref)) && ref.n) {
        f->cast->other = ref;
        f->others++;
    }
}

void wv_direction_cast(const wv_record *record, wv_role_of role_of, void *ctx, wv_cast *out)
{
    *out = (wv_cast){.speaker_role = WV_ROLE_UNKNOWN};
    filler f = {.cast = out};
    wv_direction_voices(record, role_of, ctx, &out->swapped);
    out->speaker = record->kind == WV_KIND_MESSAGE ? record->from : record->reporter;
    out->speaker_role = role_of_ref(record, out->speaker, role_of, ctx);
    add_person(&f, out->speaker, out->speaker_role);
    for (uint32_t i = 0; i < record->to_count; i++)
        add_person(&f, record->to[i], role_of_ref(record, record->to[i], role_of, ctx));
    for (uint32_t i = 0; i < record->person_count; i++)
        add_person(&f, record->persons[i].ref,
                   role_of_ref(record, record->persons[i].ref, role_of, ctx));
    if (record->to_count == 1) {
        out->hearer = record->to[0];
        out->hearer_role = role_of_ref(record, out->hearer, role_of, ctx);
    }
    if (f.targets > 1) out->target = (wv_str){NULL, 0};
    if (f.others > 1) out->other = (wv_str){NULL, 0};
}

/* May two mentions be one person? Who speaks and who reads are nobody else. */
static bool may_be_one(uint8_t a, uint8_t b)
{
    const uint32_t talkers = 1u << WV_PARTY_SPEAKER | 1u << WV_PARTY_HEARER | 1u << WV_PARTY_NONE;
    return !(talkers >> a & 1) && !(talkers >> b & 1);
}

/* "Ik heb B geblokkeerd. Een dag later appte hij": two who act, and whom the first one did it to is
 * who did the second. */
static void unclear_target(wv_direction *d, const wv_direction *other)
{
    bool two_act = d->actor != WV_PARTY_NONE && other->actor != WV_PARTY_NONE;
    if (two_act && d->actor != other->actor && may_be_one(d->target, other->actor))
        d->target = WV_PARTY_UNCLEAR;
}

void wv_direction_join(wv_direction *into, const wv_direction *other)
{
    into->mutual = into->mutual || other->mutual;
    unclear_target(into, other);
    if (into->actor == WV_PARTY_NONE) {
        into->actor = other->actor;
        into->actor_at = other->actor_at;
    } else if (other->actor != WV_PARTY_NONE && other->actor != into->actor) {
        into->actor = WV_PARTY_UNCLEAR;
    }
    if (into->target == WV_PARTY_NONE) {
        into->target = other->target;
        into->target_at = other->target_at;
    } else if (other->target != WV_PARTY_NONE && other->target != into->target) {
        into->target = WV_PARTY_UNCLEAR;
    }
}

/* The two sides as this record's teller draws them: in a counter-report the one in the role `other`
 * claims to be the one it was done to, and stays the one who claims it. */
static wv_str side(const wv_cast *cast, bool target)
{
    return target != cast->swapped ? cast->target : cast->other;
}

static wv_str ref_in_text(const wv_record *record, wv_span at)
{
    if (at.end > record->text.n || at.start >= at.end) return (wv_str){NULL, 0};
    wv_str written = {record->text.p + at.start, at.end - at.start};
    return wv_named_ref(record, written);
}

/* Who `ik` is: the sender or reporter; inside a quotation (voice P in a report) the other; a
 * professional's own `ik` is no party. */
static wv_str speaker_of(const wv_record *record, const wv_cast *cast, wv_voice voice)
{
    if (voice == WV_VOICE_P && record->kind != WV_KIND_MESSAGE) return side(cast, false);
    if (voice == WV_VOICE_P && cast->speaker_role == WV_ROLE_TARGET)
        return side(cast, false); /* she quotes his words */
    return voice == WV_VOICE_R ? (wv_str){NULL, 0} : cast->speaker;
}

static wv_str hearer_of(const wv_record *record, const wv_cast *cast, wv_voice voice)
{
    if (voice == WV_VOICE_P &&
        (record->kind != WV_KIND_MESSAGE || cast->speaker_role == WV_ROLE_TARGET))
        return side(cast, true);
    return record->kind == WV_KIND_MESSAGE ? cast->hearer : (wv_str){NULL, 0};
}

/* `opposite` is the party on the other end: hij or zij is the other only where the rest leaves one
 * reading. */
static wv_str person_of(const wv_cast *cast, wv_voice voice, uint8_t opposite, bool as_actor)
{
    bool told_by_victim = voice == WV_VOICE_V;
    if (opposite == WV_PARTY_PERSON || opposite == WV_PARTY_UNCLEAR || voice == WV_VOICE_P)
        return (wv_str){NULL, 0};
    if (as_actor &&
        (opposite == WV_PARTY_TARGET || opposite == WV_PARTY_REPORTER ||
         (told_by_victim && (opposite == WV_PARTY_SPEAKER || opposite == WV_PARTY_NONE))))
        return side(cast, false);
    if (!as_actor && opposite == WV_PARTY_OTHER) return side(cast, true);
    if (!as_actor && told_by_victim && opposite == WV_PARTY_SPEAKER) return side(cast, false);
    return (wv_str){NULL, 0};
}

static wv_str resolve(const wv_record *record, const wv_cast *cast, wv_voice voice, uint8_t party,
                      uint8_t opposite, wv_span at, bool as_actor)
{
    switch ((wv_party)party) {
    case WV_PARTY_SPEAKER: return speaker_of(record, cast, voice);
    case WV_PARTY_HEARER: return hearer_of(record, cast, voice);
    case WV_PARTY_TARGET: return side(cast, true);
    case WV_PARTY_OTHER: return side(cast, false);
    case WV_PARTY_REPORTER:
        return cast->speaker_role == WV_ROLE_PROFESSIONAL || cast->speaker_role == WV_ROLE_UNKNOWN
                   ? side(cast, true)
                   : cast->speaker;
    case WV_PARTY_PERSON: return person_of(cast, voice, opposite, as_actor);
    case WV_PARTY_REF: return ref_in_text(record, at);
    case WV_PARTY_CHILD:
    case WV_PARTY_UNCLEAR:
    case WV_PARTY_NONE: break;
    }
    return (wv_str){NULL, 0};
}

/* What the other writes at its reader is the other's act, whoever its grammar names: "je ziet je zoon
 * niet meer" has its reader for a subject, and must not stand on file as an act of hers. The case
 * stage counts so too (case/roles.c). "Jij maakt mij kapot" does say who did it to whom. */
static void own_act(const wv_cast *cast, wv_finding *f)
{
    bool by_reader = f->actor.n && (wv_str_eq(f->actor, cast->hearer) ||
                                    wv_str_eq(f->actor, cast->target));
    bool on_self = wv_str_eq(f->target, cast->speaker);
    bool open = !f->actor.n || wv_str_eq(f->actor, cast->speaker);
    if (by_reader ? on_self : !on_self || !open) return;
    if (by_reader ? !f->target.n : on_self) f->target = cast->hearer;
    f->actor = cast->speaker; /* "als je gaat hang ik me op" is on himself, and meant for her */
}

/* "A had striemen in haar nek en was hees": what is inferred from traces names no doer. Who bears
 * them is who it was done to. */
static void bear_traces(const wv_cast *cast, wv_finding *f)
{
    bool bearer = f->basis == WV_BASIS_INFERRED && !f->target.n && f->actor.n &&
                  wv_str_eq(f->actor, cast->target);
    if (!bearer) return;
    f->target = f->actor;
    f->actor = (wv_str){NULL, 0};
}

void wv_direction_of(const wv_record *record, const wv_cast *cast, const wv_direction *read,
                     wv_voice voice, wv_finding *finding)
{
    uint8_t actor = read->actor, target = read->target;
    finding->actor = finding->target = (wv_str){NULL, 0};
    if (read->mutual) return;
    /* Without a role the voice is one of several that fit: what was not read stays open. */
    bool own_words = voice == WV_VOICE_P &&
                     (cast->speaker_role == WV_ROLE_OTHER || record->kind != WV_KIND_MESSAGE ||
                      cast->speaker_role == WV_ROLE_TARGET);
    if (own_words && actor == WV_PARTY_NONE && target != WV_PARTY_SPEAKER)
        actor = WV_PARTY_SPEAKER; /* "vuile hoer": the one who writes does it */
    if (own_words && target == WV_PARTY_NONE && actor != WV_PARTY_HEARER)
        target = WV_PARTY_HEARER; /* ... to the one it is sent to */
    finding->actor = resolve(record, cast, voice, actor, target, read->actor_at, true);
    finding->target = resolve(record, cast, voice, target, actor, read->target_at, false);
    if (record->kind == WV_KIND_MESSAGE && cast->speaker_role == WV_ROLE_OTHER)
        own_act(cast, finding);
    bear_traces(cast, finding);
    if (finding->actor.n && wv_str_eq(finding->actor, finding->target))
        finding->actor = finding->target = (wv_str){NULL, 0};
}
