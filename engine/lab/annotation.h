/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation.h: items as annotation tools know them (a text with labelled places), written in their formats and read
 * back as gold (docs/interchange.md).
 *
 *   record + findings -> wv_annotated -> brat | Label Studio | doccano | CSV -> people -> wv_annotated -> gold
 *
 * Places are code points of the text. A tool gets the *shown* text: as long in code points and in UTF-16 units as
 * the record's, but without carriage returns and other characters at which tools lose count (a browser and Python
 * both make one character of CR LF). Everything in a wv_annotated is borrowed: by writers for the call, from
 * readers until the visit ends. One thread. */
#ifndef WV_LAB_ANNOTATION_H
#define WV_LAB_ANNOTATION_H

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "lab/gold.h"

/* What a person said of a mark. X(name, word in every format) */
#define WV_VERDICT_TABLE(X)                                                                        \
    X(NONE, "")               /* not judged; a mark that an annotator left standing is right */    \
    X(RIGHT, "right")                                                                              \
    X(ARGUABLE, "arguable")   /* gold: allow */                                                    \
    X(NEGATED, "negated")     /* the words are there, the thing is denied */                       \
    X(WRONG, "wrong")         /* no sign: it leaves the gold */

typedef enum wv_verdict {
#define WV_VERDICT_ENUM(name, word) WV_VERDICT_##name,
    WV_VERDICT_TABLE(WV_VERDICT_ENUM)
#undef WV_VERDICT_ENUM
        WV_VERDICT_COUNT
} wv_verdict;

extern const char *const wv_verdict_words[WV_VERDICT_COUNT];

typedef enum wv_tool {
    WV_TOOL_BRAT,
    WV_TOOL_LABEL_STUDIO,
    WV_TOOL_DOCCANO,
    WV_TOOL_CSV,
    WV_TOOL_COUNT,
} wv_tool;
extern const char *const wv_tool_names[WV_TOOL_COUNT];

typedef struct wv_mark { /* one finding or label, in one or more places */
    wv_str slug, rule;   /* rule: empty when a person made it */
    wv_verdict verdict;
    uint8_t severity;
    const wv_span *spans; /* sorted */
    uint32_t span_count;
} wv_mark;

enum { WV_MARKS_MAX = 1000 };

typedef struct wv_annotated {
    wv_str id, case_id; /* case_id empty: none */
    wv_str text;        /* writers: the record's; readers: the shown one */
    bool judged;        /* a person has looked at it */
    const wv_mark *marks;
    uint32_t count;
    uint64_t line; /* of the tool's file; 0 unknown */
} wv_annotated;

/* ---- texts and places ---- */

/* The text as tools get it. False when out of memory. */
bool wv_annotation_shown(wv_str text, wv_buf *out);
/* Number of code points. */
uint32_t wv_annotation_length(wv_str text);
/* Code points before `units` UTF-16 units; UINT32_MAX inside a pair or past the end. */
uint32_t wv_annotation_from_utf16(wv_str text, uint32_t units);
/* UTF-16 units before a code point; UINT32_MAX past the end. */
uint32_t wv_annotation_to_utf16(wv_str text, uint32_t code_points);
/* The bytes of a place; empty when it does not lie in the text. */
wv_str wv_annotation_slice(wv_str text, wv_span place);
/* "threat.kill/negated" -> slug and verdict; a label without verdict is NONE. False: an unknown verdict. */
bool wv_annotation_label(wv_str label, wv_str *slug, wv_verdict *verdict);

/* ---- one item, in each format; out is appended to ---- */

void wv_annotation_write_label_studio(const wv_annotated *item, wv_str model, wv_buf *out);
void wv_annotation_write_doccano(const wv_annotated *item, bool utf16, wv_buf *out);
void wv_annotation_write_csv_head(char separator, wv_buf *out);
void wv_annotation_write_csv(const wv_annotated *item, char separator, wv_buf *out);
/* brat: the .txt, the .ann, and a line of index.ndjson for the file name NUMBER. */
void wv_annotation_write_brat(const wv_annotated *item, uint64_t number, wv_buf *text, wv_buf *ann,
                              wv_buf *index);
/* Configuration of the tool for these labels: annotation.conf, labelling interface (XML), label list (JSON);
 * CSV has none. */
void wv_annotation_write_config(wv_tool tool, const wv_str *slugs, uint32_t count, wv_buf *out);

/* ---- reading back ---- */

typedef struct wv_annotation_reader {
    bool (*visit)(void *ctx, const wv_annotated *item); /* false: out of memory */
    void *ctx;
    bool utf16;      /* offsets of doccano, and of Label Studio where the text does not tell */
    wv_arena arena;  /* of the item at hand */
    wv_json json;
    wv_mark marks[WV_MARKS_MAX];
    uint32_t count;
    uint64_t line, several; /* several: tasks with more than one annotation, of which the last was taken */
} wv_annotation_reader;

void wv_annotation_reader_init(wv_annotation_reader *r);
void wv_annotation_reader_done(wv_annotation_reader *r);
/* Whole files in memory. WV_E_JSON or WV_E_RECORD with the reason and r->line; WV_E_NOMEM. */
wv_rc wv_annotation_read_label_studio(wv_annotation_reader *r, wv_str file, wv_err *err);
wv_rc wv_annotation_read_doccano(wv_annotation_reader *r, wv_str file, wv_err *err);
wv_rc wv_annotation_read_csv(wv_annotation_reader *r, wv_str file, wv_err *err);
/* One document: its line of index.ndjson (see wv_annotation_brat_name), .txt and .ann. */
wv_rc wv_annotation_read_brat(wv_annotation_reader *r, wv_str index_line, wv_str text, wv_str ann,
                              wv_err *err);
/* The file name that a line of index.ndjson names, in the arena; empty when it is no such line or no plain name. */
wv_str wv_annotation_brat_name(wv_annotation_reader *r, wv_str index_line);

/* For the readers: one mark; its places are copied and must lie in the text. */
wv_rc wv_annotation_add(wv_annotation_reader *r, wv_str text, wv_mark mark, wv_err *err);

/* ---- gold ---- */

/* The gold of a judged item: {"require":[...],"allow":[...],"negated":[...],"spans":{...},"scope":{}}. Members of
 * `old` (the object of a record's gold, on the tape; UINT32_MAX none) other than these and `quotes` stay. */
void wv_annotation_gold(const wv_annotated *item, const wv_json *json, wv_str line, uint32_t old,
                        wv_buf *out);
/* A record's line with that gold in it. WV_OK, WV_E_JSON, WV_E_NOMEM. */
wv_rc wv_annotation_into_line(const wv_annotated *item, wv_json *json, wv_str line, wv_buf *out);
/* An item of its own, without a record. */
void wv_annotation_item(const wv_annotated *item, wv_buf *out);

#endif
