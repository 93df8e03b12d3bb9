/* SPDX-License-Identifier: EUPL-1.2 */
/* write.c: one item -> one record of docs/records.md, the same shape for every format.
 *
 *   {"id":"wa-..","case":"c1","kind":"message","from":"B","to":["A"],"channel":"whatsapp",
 *    "occurred_at":"..","text":"..","src":{"format":"whatsapp","kind":"text","file_sha256":"..",
 *    "byte_start":0,"byte_end":57,"line":1},"warnings":["time_runs_back"]}
 *
 * In: an item. Out: a line. Neighbours: formats fill items, read/ takes the lines. Invariants: keys
 * in a fixed order, absent ones left out. A photo or a deleted message is a `message`, with a type:
 * it is contact and counts as such. Cost: linear in the text. */
#include "convert/convert.h"

static const char *const kind_words[WV_CONVERTED_COUNT] = {
#define KIND_WORD(name, word) [WV_CONVERTED_##name] = word,
    WV_CONVERT_KIND_TABLE(KIND_WORD)
#undef KIND_WORD
};

static const char *const warn_words[WV_CONVERT_WARN_COUNT] = {
#define WARN_WORD(name, word) [WV_CONVERT_WARN_##name] = word,
    WV_CONVERT_WARN_TABLE(WARN_WORD)
#undef WARN_WORD
};

const char *wv_convert_kind_word(wv_converted_kind kind)
{
    return kind_words[kind];
}

const char *wv_convert_warn_word(wv_convert_warn warn)
{
    return warn_words[warn];
}

static void put_key(wv_buf *out, const char *key)
{
    wv_buf_byte(out, ',');
    wv_buf_json(out, wv_str_of(key));
    wv_buf_byte(out, ':');
}

static void put_string(wv_buf *out, const char *key, wv_str value)
{
    if (!value.n) return;
    put_key(out, key);
    wv_buf_json(out, value);
}

static void put_number(wv_buf *out, const char *key, uint64_t value)
{
    put_key(out, key);
    wv_buf_u64(out, value);
}

static void put_list(wv_buf *out, const char *key, const wv_str *list, uint32_t count)
{
    if (!count) return;
    put_key(out, key);
    wv_buf_byte(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, list[i]);
    }
    wv_buf_byte(out, ']');
}

static void put_time(wv_buf *out, const char *key, wv_time t)
{
    if (!t.known) return;
    put_key(out, key);
    wv_buf_byte(out, '"');
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

/* A column named `from`, or two columns of one name: the same key twice would kill the record. */
static bool is_taken(const wv_converted *item, uint32_t at)
{
    static const char *const own[] = {"from", "to", "channel", "answered", "seconds", "as_written"};
    wv_str name = item->attrs[at].name;
    bool call = item->kind == WV_CONVERTED_CALL;
    for (size_t i = 0; call && i < sizeof own / sizeof *own; i++)
        if (wv_str_is(name, own[i])) return true;
    for (uint32_t i = 0; i < at; i++)
        if (wv_str_eq(item->attrs[i].name, name)) return true;
    return false;
}

static void put_attr(wv_buf *out, const wv_converted *item, uint32_t at)
{
    const wv_value *v = &item->attrs[at].value;
    wv_buf_json(out, item->attrs[at].name);
    if (is_taken(item, at) && !out->failed) {
        out->n--; /* the quote */
        wv_buf_format(out, "#%u\"", at + 1);
    }
    wv_buf_byte(out, ':');
    if (v->type == WV_VALUE_BOOL)
        wv_buf_text(out, v->boolean ? "true" : "false");
    else if (v->type == WV_VALUE_NUMBER)
        wv_buf_str(out, v->string);
    else if (v->type == WV_VALUE_STRING)
        wv_buf_json(out, v->string);
    else
        wv_buf_text(out, "null");
}

/* What an event needs to be understood alone: the case stage reads people from its attrs. */
static void put_event_attrs(wv_buf *out, const wv_converted *item)
{
    if (item->kind == WV_CONVERTED_CALL) {
        put_string(out, "from", item->from);
        if (item->to_count == 1)
            put_string(out, "to", item->to[0]);
        else
            put_list(out, "to", item->to, item->to_count);
        put_string(out, "channel", item->channel);
        if (item->answered) {
            put_key(out, "answered");
            wv_buf_text(out, item->answered == WV_CONVERT_ANSWERED_YES ? "true" : "false");
        }
        if (item->has_seconds) {
            put_key(out, "seconds");
            wv_buf_format(out, "%lld", (long long)item->seconds);
        }
    }
    put_string(out, "as_written", item->text);
}

static bool is_event(wv_converted_kind kind)
{
    return kind == WV_CONVERTED_CALL || kind == WV_CONVERTED_SYSTEM || kind == WV_CONVERTED_PLACE;
}

/* Members as ,"a":1,"b":2; the first comma becomes the brace. */
static void put_attrs(wv_buf *out, const wv_converted *item)
{
    size_t start = out->n;
    wv_buf_text(out, ",\"attrs\":");
    size_t brace = out->n;
    if (is_event(item->kind)) put_event_attrs(out, item);
    for (uint32_t i = 0; i < item->attr_count; i++) {
        wv_buf_byte(out, ',');
        put_attr(out, item, i);
    }
    if (out->failed) return;
    if (out->n == brace) {
        out->n = start;
        return;
    }
    out->p[brace] = '{';
    wv_buf_byte(out, '}');
}

static wv_str type_of(const wv_converted *item)
{
    if (item->type.n) return item->type;
    switch (item->kind) {
    case WV_CONVERTED_MEDIA: return WV_STR("message.media");
    case WV_CONVERTED_DELETED: return WV_STR("message.deleted");
    case WV_CONVERTED_CALL: return WV_STR("contact.call");
    case WV_CONVERTED_SYSTEM: return WV_STR("message.system");
    case WV_CONVERTED_PLACE: return WV_STR("device.location");
    default: return WV_STR("");
    }
}

static void put_src(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                    const wv_converted *item)
{
    wv_buf_text(out, ",\"src\":{\"format\":");
    wv_buf_json(out, wv_str_of(format->name));
    put_string(out, "kind", wv_str_of(kind_words[item->kind]));
    put_string(out, "file_sha256", wv_str_of(in->sha256));
    put_string(out, "part", item->part);
    put_number(out, "byte_start", item->byte_start);
    put_number(out, "byte_end", item->byte_end);
    if (item->line) put_number(out, "line", item->line);
    put_string(out, "chat", item->chat);
    put_string(out, "tool", item->tool);
    if (item->zone) put_string(out, "zone_assumed", wv_str_of(item->zone));
    wv_buf_byte(out, '}');
}

static void put_warnings(wv_buf *out, uint32_t warnings)
{
    if (!warnings) return;
    char open = '[';
    put_key(out, "warnings");
    for (int i = 0; i < WV_CONVERT_WARN_COUNT; i++) {
        if (!(warnings >> i & 1)) continue;
        wv_buf_byte(out, open);
        wv_buf_json(out, wv_str_of(warn_words[i]));
        open = ',';
    }
    wv_buf_byte(out, ']');
}

void wv_convert_write(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                      const wv_convert_options *options, const wv_converted *item)
{
    bool event = is_event(item->kind), report = item->kind == WV_CONVERTED_REPORT;
    wv_buf_text(out, "{\"id\":");
    wv_buf_json(out, item->id);
    put_string(out, "case", options->case_id);
    put_string(out, "kind",
               event    ? WV_STR("event")
               : report ? WV_STR("report")
                        : WV_STR("message"));
    put_string(out, "type", type_of(item));
    if (item->rev) {
        put_key(out, "rev");
        wv_buf_format(out, "%lld", (long long)item->rev);
    }
    put_string(out, report ? "reporter" : "from", item->from);
    put_list(out, "to", item->to, item->to_count);
    put_string(out, "channel", item->channel);
    put_time(out, "occurred_at", item->at);
    put_string(out, "source", item->source);
    put_string(out, "title", item->title);
    put_string(out, "code", item->code);
    put_attrs(out, item);
    if (!event) put_string(out, "text", item->text);
    put_src(out, format, in, item);
    put_warnings(out, item->warnings);
    wv_buf_text(out, "}\n");
}

void wv_convert_write_dead(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                           const wv_converted *item)
{
    wv_buf_text(out, "\"reason\":");
    wv_buf_json(out, wv_str_of(item->dead_reason));
    put_string(out, "message", wv_str_of(item->dead_message));
    put_src(out, format, in, item);
}
