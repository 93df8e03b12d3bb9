/* SPDX-License-Identifier: EUPL-1.2 */
/* whatsapp_body.c: what is behind the header: words of a person, or words of WhatsApp itself?
 *
 * In: `Naam: tekst` with the lines that follow. Out: author, kind, what there is to read.
 * Neighbours: whatsapp.c. Invariants: what WhatsApp wrote is recognised as a whole, never by a word
 * inside a sentence: `Gemiste oproep van je, bel terug` is a person. On iOS the program's own words
 * begin with U+200E, which no keyboard has. A call that was missed is evidence, not noise: forty of
 * them in a night are a signal. Cost: linear. */
#include "convert/whatsapp.h"

#define MARK "\xE2\x80\x8E" /* U+200E */
enum {
    AUTHOR_BYTES_MAX = 256,
    MARKED_CALL_BYTES_MAX = 48, /* `Gemist videogesprek, tik om terug te bellen` */
    SYSTEM_BYTES_MAX = 400,     /* the notice on encryption has some 150 */
    JOINED_BYTES_MAX = 120,     /* `Jan heeft Piet toegevoegd` */
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* ASCII case does not count: `GIF weggelaten`, `Audio weggelaten`. */
static bool starts(wv_str s, const char *word)
{
    uint32_t i = 0;
    while (word[i] && i < s.n && lower(s.p[i]) == lower(word[i])) i++;
    return word[i] == '\0';
}

static bool is_word(wv_str s, const char *word)
{
    return s.n == strlen(word) && starts(s, word);
}

static bool ends(wv_str s, const char *word)
{
    size_t n = strlen(word);
    return s.n >= n && is_word((wv_str){s.p + s.n - n, (uint32_t)n}, word);
}

static const char *find(wv_str s, const char *word)
{
    size_t n = strlen(word);
    return n <= s.n ? memmem(s.p, s.n, word, n) : NULL;
}

static wv_str after(wv_str s, uint32_t n)
{
    return (wv_str){s.p + n, s.n - n};
}

static wv_str first_line(wv_str s)
{
    const char *stop = s.n ? memchr(s.p, '\n', s.n) : NULL;
    return stop ? (wv_str){s.p, (uint32_t)(stop - s.p)} : s;
}

/* Words of WhatsApp about the chat itself. They stand without an author (Android) or under the name
 * of the group or of a person, behind U+200E (iOS). */
static bool is_system(wv_str s)
{
    static const char *const phrases[] = {"end-to-end versleuteld",
                                          "end-to-end-versleuteld",
                                          "end-to-end encrypted",
                                          "beveiligingscode",
                                          "security code",
                                          "heeft het onderwerp",
                                          "changed the subject",
                                          "changed the group",
                                          "heeft de groepsafbeelding",
                                          "heeft de groepsomschrijving",
                                          "heeft de groepsbeschrijving",
                                          "group's icon",
                                          "groep verlaten",
                                          "heeft groep ",
                                          "heeft de groep ",
                                          "created group",
                                          "created this group",
                                          "via uitnodigingslink",
                                          "using this group's invite link",
                                          "nu beheerder",
                                          "now an admin",
                                          "verdwijnende berichten",
                                          "zelfverwijderende berichten",
                                          "disappearing messages",
                                          "dit contact geblokkeerd",
                                          "dit contact gedeblokkeerd",
                                          "blocked this contact",
                                          "unblocked this contact",
                                          "nieuw telefoonnummer",
                                          "van telefoonnummer veranderd",
                                          "changed their phone number",
                                          "changed to +",
                                          "is een contact",
                                          "is a contact",
                                          "zakelijk account",
                                          "business account",
                                          "bericht vastgezet",
                                          "bericht vastgemaakt",
                                          "pinned a message"};
    if (s.n > SYSTEM_BYTES_MAX) return false;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (find(s, phrases[i])) return true;
    if (s.n > JOINED_BYTES_MAX) return false;
    /* `Jan heeft Piet toegevoegd`, `Jan heeft Piet verwijderd`, `Jan added Piet`. */
    return (find(s, "heeft ") || find(s, "hebt ") || find(s, " is ")) &&
                   (ends(s, " toegevoegd") || ends(s, " toegevoegd.") || ends(s, " verwijderd"))
               ? true
               : find(s, " added ") || find(s, " removed ") || ends(s, " left");
}

/* ---- media ---- */

static bool is_media_noun(wv_str s)
{
    static const char *const nouns[] = {"media",
                                        "afbeelding",
                                        "video",
                                        "audio",
                                        "gif",
                                        "sticker",
                                        "document",
                                        "videonotitie",
                                        "image",
                                        "video note",
                                        "contactkaart",
                                        "contact card",
                                        "view once voice message",
                                        "spraakbericht"};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (is_word(s, nouns[i])) return true;
    return false;
}

/* `<Media weggelaten>`, `afbeelding weggelaten`, `image omitted`. */
static bool is_omitted(wv_str s)
{
    s = wv_wa_trim(s);
    if (s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>') s = (wv_str){s.p + 1, s.n - 2};
    if (ends(s, " weggelaten")) return is_media_noun((wv_str){s.p, s.n - 11});
    if (ends(s, " omitted")) return is_media_noun((wv_str){s.p, s.n - 8});
    return false;
}

/* `IMG-1.jpg (bestand bijgevoegd)`, with the caption on the next lines. */
static bool read_attached(wv_str text, wv_wa_body *b)
{
    wv_str line = wv_wa_trim(first_line(text));
    if (!ends(line, "(bestand bijgevoegd)") && !ends(line, "(file attached)")) return false;
    wv_str caption = wv_wa_trim(after(text, first_line(text).n));
    b->file = line;
    b->text = caption.n ? caption : line;
    return true;
}

/* iOS: `tekst <bijgevoegd: 00000014-PHOTO-2022-05-02-16-17-01.jpg>`. Words that WhatsApp put before
 * it (a document's name and pages) come behind U+200E and are no caption. */
static bool read_bracketed(wv_str text, wv_wa_body *b)
{
    static const char *const tags[] = {"<bijgevoegd: ", "<attached: "};
    const char *tag = NULL;
    if (!text.n || text.p[text.n - 1] != '>') return false;
    for (size_t i = 0; i < 2 && !tag; i++) tag = find(text, tags[i]);
    if (!tag || memchr(tag, '>', (size_t)(text.p + text.n - tag)) != text.p + text.n - 1)
        return false;
    wv_str before = {text.p, (uint32_t)(tag - text.p)};
    wv_str caption = wv_str_starts(before, WV_STR(MARK)) ? WV_STR("") : wv_wa_trim(before);
    b->file = (wv_str){tag, text.n - before.n};
    b->text = caption.n ? caption : wv_wa_trim(text);
    return true;
}

/* iOS without media: `kijk dan U+200E afbeelding weggelaten`. */
static bool read_omitted(wv_str text, wv_wa_body *b)
{
    const char *mark = text.n ? memrchr(text.p, (unsigned char)MARK[0], text.n) : NULL;
    wv_str tail = text;
    while (mark && memcmp(mark, MARK, (size_t)(text.p + text.n - mark) < 3 ? 1 : 3) != 0)
        mark =
            mark > text.p ? memrchr(text.p, (unsigned char)MARK[0], (size_t)(mark - text.p)) : NULL;
    if (!is_omitted(text)) {
        if (!mark || !is_omitted((wv_str){mark, (uint32_t)(text.p + text.n - mark)})) return false;
        tail = (wv_str){mark, (uint32_t)(text.p + text.n - mark)};
    }
    wv_str caption = wv_wa_trim((wv_str){text.p, text.n - tail.n});
    b->file = wv_wa_trim(tail);
    b->text = caption.n ? caption : b->file;
    return true;
}

static bool is_placeholder(wv_str s)
{
    static const char *const whole[] = {"null", /* Android: a call or a photo to be seen once */
                                        "Wachten op dit bericht. Dit kan even duren.",
                                        "Waiting for this message. This may take a while.",
                                        "Live locatie gedeeld", "live location shared"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (is_word(s, whole[i])) return true;
    return s.n == 0;
}

/* ---- deleted, edited, calls ---- */

static bool is_deleted(wv_str s)
{
    static const char *const phrases[] = {
        "Dit bericht is verwijderd", "Je hebt dit bericht verwijderd",
        "U hebt dit bericht verwijderd", "This message was deleted", "You deleted this message"};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (!starts(s, phrases[i])) continue;
        wv_str rest = after(s, (uint32_t)strlen(phrases[i]));
        return rest.n == 0 || is_word(rest, ".") || starts(rest, " door beheerder ") ||
               starts(rest, " by admin ");
    }
    return false;
}

static void drop_edited(wv_wa_body *b)
{
    static const char *const tags[] = {"<Dit bericht is bewerkt>", "<This message was edited>"};
    for (size_t i = 0; i < 2; i++) {
        if (!ends(b->text, tags[i])) continue;
        b->text = wv_wa_trim((wv_str){b->text.p, b->text.n - (uint32_t)strlen(tags[i])});
        b->edited = true;
    }
}

/* `2 min`, `45 sec`, `1 uur, 3 min`, `12 seconden` -> seconds; false when there are no digits. */
static bool read_duration(wv_str s, int64_t *seconds)
{
    bool any = false;
    *seconds = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        int64_t value = 0;
        if (s.p[i] < '0' || s.p[i] > '9') continue;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && value < 100000)
            value = value * 10 + (s.p[i++] - '0');
        wv_str unit = wv_wa_trim(after(s, i));
        if (starts(unit, "u") || starts(unit, "h"))
            value *= 3600;
        else if (starts(unit, "m"))
            value *= 60;
        else if (!starts(unit, "s"))
            return false;
        *seconds += value;
        any = true;
    }
    return any;
}

/* What may stand behind `Gemiste spraakoproep`: nothing, a time, who it was, what a tap does. */
static bool read_missed_tail(wv_str tail, wv_wa_body *b)
{
    static const char *const from[] = {"van ", "from "};
    static const char *const ends_of[] = {" om ", " at "};
    tail = wv_wa_trim(tail);
    if (tail.n == 0 || is_word(tail, ".")) return true;
    if (starts(tail, "om ") || starts(tail, "at "))
        return tail.n > 3 && tail.p[3] >= '0' && tail.p[3] <= '9';
    if (starts(tail, ",")) {
        wv_str hint = wv_wa_trim(after(tail, 1));
        return starts(hint, "Tik ") || starts(hint, "Tap ");
    }
    for (size_t i = 0; i < 2; i++) {
        if (!starts(tail, from[i])) continue;
        wv_str name = after(tail, (uint32_t)strlen(from[i]));
        const char *stop = find(name, ends_of[i]);
        if (!stop) return false; /* `Gemiste oproep van je, bel terug` */
        b->caller = wv_wa_trim((wv_str){name.p, (uint32_t)(stop - name.p)});
        return true;
    }
    return false;
}

static bool read_missed(wv_str s, wv_wa_body *b)
{
    static const char *const phrases[] = {"Gemiste spraakoproep",
                                          "Gemiste video-oproep",
                                          "Gemiste videooproep",
                                          "Gemiste groepsspraakoproep",
                                          "Gemiste groepsvideo-oproep",
                                          "Gemiste groepsoproep",
                                          "Gemiste oproep",
                                          "Spraakoproep gemist",
                                          "Video-oproep gemist",
                                          "Oproep gemist",
                                          "Missed voice call",
                                          "Missed video call",
                                          "Missed group voice call",
                                          "Missed group video call",
                                          "Missed group call",
                                          "Missed call"};
    if (s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>') s = (wv_str){s.p + 1, s.n - 2};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (!starts(s, phrases[i])) continue;
        if (!read_missed_tail(after(s, (uint32_t)strlen(phrases[i])), b)) return false;
        b->answered = WV_CONVERT_ANSWERED_NO;
        return true;
    }
    return false;
}

/* `Spraakoproep, 2 min`, `Video-oproep, Geen antwoord`: only behind U+200E or with such a tail. */
static bool read_held(wv_str s, wv_wa_body *b)
{
    static const char *const words[] = {"Spraakoproep", "Video-oproep", "Voice call",
                                        "Video call",   "Groepsoproep", "Group call"};
    static const char *const none[] = {"Geen antwoord", "Niet beantwoord", "No answer",
                                       "Tik om terug te bellen", "Tap to call back"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!starts(s, words[i])) continue;
        wv_str tail = wv_wa_trim(after(s, (uint32_t)strlen(words[i])));
        if (!starts(tail, ",") && !starts(tail, ".")) return false;
        tail = wv_wa_trim(after(tail, 1));
        for (size_t k = 0; k < sizeof none / sizeof *none; k++)
            if (starts(tail, none[k])) return b->answered = WV_CONVERT_ANSWERED_NO, true;
        b->has_seconds = read_duration(tail, &b->seconds);
        if (b->has_seconds) b->answered = WV_CONVERT_ANSWERED_YES;
        return b->has_seconds;
    }
    return false;
}

/* Behind U+200E the words are the program's: there any few words of a missed call will do. Few, for
 * the mark can be pasted before a threat, and a call's words are not read for what they say. */
static bool read_marked_call(wv_str s, wv_wa_body *b)
{
    static const char *const calls[] = {"oproep", "gesprek", "call"};
    static const char *const missed[] = {"emist", "issed", "een antwoord", "o answer"};
    bool call = false, none = false;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) call |= find(s, calls[i]) != NULL;
    for (size_t i = 0; i < sizeof missed / sizeof *missed; i++) none |= find(s, missed[i]) != NULL;
    if (!call || !none || s.n > MARKED_CALL_BYTES_MAX) return false;
    b->answered = WV_CONVERT_ANSWERED_NO;
    return true;
}

static void read_body(wv_str text, wv_wa_body *b)
{
    bool marked = wv_str_starts(text, WV_STR(MARK));
    wv_str s = wv_wa_trim(text);
    b->text = s;
    b->kind = WV_CONVERTED_TEXT;
    if (is_deleted(s))
        b->kind = WV_CONVERTED_DELETED;
    else if (read_missed(s, b) || read_held(s, b))
        b->kind = WV_CONVERTED_CALL;
    else if (read_attached(s, b) || read_bracketed(marked ? text : s, b) || read_omitted(s, b))
        b->kind = WV_CONVERTED_MEDIA;
    else if (is_placeholder(s))
        b->kind = WV_CONVERTED_MEDIA, b->file = s;
    else if (marked && read_marked_call(s, b))
        b->kind = WV_CONVERTED_CALL;
    else if (marked && is_system(s))
        b->kind = WV_CONVERTED_SYSTEM;
    drop_edited(b);
}

/* ---- author ---- */

/* `~ Naam` is how a number that is in no contact list is shown. */
static wv_str clean_author(wv_str s)
{
    s = wv_wa_trim(s);
    if (s.n > 1 && s.p[0] == '~') s = wv_wa_trim(after(s, 1));
    return s;
}

/* The first `: `, or a colon at the end of the line: `Naam:` with nothing behind it. */
static bool split_author(wv_str rest, wv_str *author, wv_str *body)
{
    wv_str line = first_line(rest);
    for (uint32_t i = 0; i < line.n && i < AUTHOR_BYTES_MAX; i++) {
        if (line.p[i] != ':') continue;
        bool end = i + 1 == line.n || line.p[i + 1] == '\r';
        if (!end && line.p[i + 1] != ' ') continue;
        *author = clean_author((wv_str){line.p, i});
        *body = after(rest, i + 1 + !end);
        return author->n > 0;
    }
    return false;
}

void wv_wa_rest_read(wv_str rest, wv_str *author, wv_wa_body *b)
{
    wv_str body;
    *b = (wv_wa_body){0};
    *author = (wv_str){NULL, 0};
    /* `Jan heeft het onderwerp gewijzigd in "Let op: feest"` has a colon and no author. */
    if (split_author(rest, author, &body) && !is_system(*author)) {
        read_body(body, b);
    } else {
        *author = (wv_str){NULL, 0};
        b->text = wv_wa_trim(rest);
        /* What is neither a call nor known words of WhatsApp is read: `hij staat voor mijn deur` in
         * somebody's own notes must not pass for a line about the chat. */
        bool call = read_missed(b->text, b) || read_held(b->text, b);
        b->kind = call                               ? WV_CONVERTED_CALL
                  : !b->text.n || is_system(b->text) ? WV_CONVERTED_SYSTEM
                                                     : WV_CONVERTED_TEXT;
    }
    if (b->kind == WV_CONVERTED_SYSTEM)
        b->blocked =
            find(b->text, "dit contact geblokkeerd") || find(b->text, "You blocked this contact");
}
