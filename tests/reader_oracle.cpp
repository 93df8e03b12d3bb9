// SPDX-License-Identifier: EUPL-1.2
// reader_oracle.cpp: our JSON reader against simdjson and jansson on mutated records.
//
// A seeded generator writes records as docs/records.md has them (Dutch text, escapes, emoji, nested
// unknown fields), and breaks most of them: bits, bytes, slices, tokens. Each line goes through the
// three parsers. They must agree on yes or no, and where all say yes, on every string, number, key
// and nesting. Where they disagree, the difference must be one of the explained ones below, each
// decided by a rule that can be read, never by "the other one said so".
//
//   reader_oracle [COUNT [SEED]]      default 1,000,000 lines, seed 1; exit 1 on the first
//   unexplained disagreement make oracle-reader
extern "C" {
#include "base/mem.h"
#include "read/json.h"
}

#include <jansson.h>
#include <simdjson.h>

#include <cctype>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace
{

// -- numbers from a seed --

struct Random {
    uint64_t state;
    uint64_t next()
    {
        uint64_t z = (state += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    unsigned below(unsigned n) { return unsigned(next() % n); }
    bool one_in(unsigned n) { return below(n) == 0; }
    template <size_t N> const char *pick(const char *const (&list)[N]) { return list[below(N)]; }
};

// -- records --

const char *const WORDS[] = {"ik",    "maak",   "je",   "dood",    "hij",
                             "kneep", "mijn",   "keel", "dicht",   "niet",
                             "één",   "vriend", "café", "politie", "😡",
                             "🔪",     "x",      "",     "àéîõü",   "te",
                             "laat",  "thuis",  "€",    "ß",       "contactverbod"};
const char *const ESCAPES[] = {"\\n",
                               "\\t",
                               "\\\"",
                               "\\\\",
                               "\\/",
                               "\\u00e9",
                               "\\b",
                               "\\f\\r",
                               "\\u0041",
                               "\\ud83d\\ude21",
                               "\\u0000",
                               "\\uD834\\uDD1E",
                               "\\u",
                               "\\ud800",
                               "\\udc00",
                               "\\ud800\\u0041",
                               "\\ud83d\\ud83d",
                               "\\x",
                               "\\u12g4"};
const char *const NUMBERS[] = {"0",
                               "-0",
                               "1",
                               "42",
                               "-7",
                               "3.5",
                               "1e3",
                               "1E-2",
                               "0.1e+5",
                               "12345678901234567890",
                               "1e400",
                               "-1e400",
                               "01",
                               "1.",
                               ".5",
                               "1e",
                               "+1",
                               "0x10",
                               "NaN",
                               "1e-400",
                               "9007199254740993",
                               "-",
                               "--1",
                               "123456789.123456789",
                               "2.2250738585072011e-308",
                               "18446744073709551616",
                               "0.30000000000000004"};
const char *const NAMES[] = {"id",    "case",       "kind",        "text",    "from",
                             "to",    "persons",    "occurred_at", "channel", "type",
                             "attrs", "rev",        "genre",       "source",  "a",
                             "b",     "te\\u0078t", "i\\u0064",    "",        "x\\u0000"};
const char *const SPACES[] = {"", "", "", "", " ", "  ", "\t", "\r", "\n", " \n "};

std::string make_string(Random &r)
{
    std::string s = "\"";
    for (unsigned n = r.below(r.one_in(20) ? 60 : 8); n > 0; n--) {
        s += r.one_in(30) ? r.pick(ESCAPES) : r.one_in(12) ? ESCAPES[r.below(12)] : r.pick(WORDS);
        if (!r.one_in(4)) s += ' ';
    }
    return s + '"';
}

// A value as a list of jobs, so that depth costs no stack: 'v' a value, otherwise a byte to write.
std::string make_value(Random &r, unsigned depth_left)
{
    std::string out;
    if (r.one_in(4000)) { // very deep: around our limit of 64
        unsigned n = 60 + r.below(10);
        return std::string(n, '[') + (r.one_in(2) ? "1" : "") + std::string(n, ']');
    }
    switch (r.below(depth_left ? 9 : 6)) {
    case 0:
    case 1:
    case 2: return make_string(r);
    case 3: return r.one_in(3) ? r.pick(NUMBERS) : std::to_string(int64_t(r.next()) >> r.below(63));
    case 4: return r.one_in(2) ? "true" : "false";
    case 5: return r.one_in(10) ? "nul" : "null";
    case 6:
    case 7:
        out = "[";
        for (unsigned n = r.below(4); n > 0; n--)
            out += r.pick(SPACES) + make_value(r, depth_left - 1) + (n > 1 ? "," : "");
        return out + "]";
    default:
        out = "{";
        for (unsigned n = r.below(r.one_in(50) ? 40 : 4); n > 0; n--) {
            std::string key = r.one_in(3) ? std::string("\"") + r.pick(NAMES) + '"'
                                          : "\"k" + std::to_string(r.below(400)) + '"';
            out += r.pick(SPACES) + key + r.pick(SPACES) + ":" + r.pick(SPACES) +
                   make_value(r, depth_left - 1) + (n > 1 ? "," : "");
        }
        return out + "}";
    }
}

std::string make_record(Random &r)
{
    std::string out = "{\"id\":\"m" + std::to_string(r.below(1000)) +
                      "\",\"kind\":\"message\",\"text\":" + make_string(r);
    for (unsigned n = r.below(5); n > 0; n--) {
        out += std::string(",") + r.pick(SPACES) + '"' + r.pick(NAMES) +
               std::to_string(r.below(30)) + "\":";
        out += make_value(r, 3);
    }
    if (r.one_in(12)) out += std::string(",\"") + r.pick(NAMES) + "\":1";
    return out + "}";
}

void mutate_once(Random &r, std::string &s)
{
    static const char *const TOKENS[] = {"{",  "}",    "[", "]", ",",  ":",     "\"",
                                         "\\", "null", "1", " ", "\n", "\\u00", "true"};
    static const unsigned char BYTES[] = {0x00, 0x01, 0x1F, 0x22, 0x5C, 0x7F, 0x80,
                                          0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xA0, 0xF0,
                                          0xF4, 0x90, 0xF5, 0xFE, 0xFF, 0xEF};
    if (s.empty()) return;
    size_t at = r.below(unsigned(s.size())), n = 1 + r.below(r.one_in(4) ? 12 : 2);
    switch (r.below(7)) {
    case 0: s[at] = char(s[at] ^ (1 << r.below(8))); break;
    case 1: s[at] = char(BYTES[r.below(sizeof BYTES)]); break;
    case 2: s.erase(at, n); break;
    case 3: s.insert(at, s.substr(r.below(unsigned(s.size())), n)); break;
    case 4: s.insert(at, TOKENS[r.below(14)]); break;
    case 5: s.insert(at, 1, char(BYTES[r.below(sizeof BYTES)])); break;
    default: s.resize(at);
    }
}

std::string make_line(Random &r)
{
    std::string s = r.one_in(8) ? make_value(r, 4) : make_record(r);
    if (r.one_in(20)) s = r.pick(SPACES) + s + r.pick(SPACES);
    if (r.below(3)) // a third stays as it was written
        for (unsigned n = 1 + r.below(3); n > 0; n--) mutate_once(r, s);
    return s;
}

// -- one shape for three parsers: a text that equals if and only if the values do --

void put_text(std::string &out, char tag, const char *p, size_t n)
{
    out += tag + std::to_string(n) + ':';
    out.append(p, n);
}

void put_number(std::string &out, double d)
{
    char text[40];
    snprintf(text, sizeof text, "n%a;",
             d == 0 ? 0.0 : d); // -0 is 0: jansson reads `-0` as an integer
    out += text;
}

std::string shape_ours(const wv_json &j)
{
    std::string out;
    std::vector<uint32_t> ends; // tape index where each open bracket ends
    for (uint32_t i = 0; i < j.count; i++) {
        const wv_json_value &v = j.values[i];
        while (!ends.empty() && ends.back() == i) out += ')', ends.pop_back();
        switch (v.type) {
        case WV_JSON_NULL: out += '0'; break;
        case WV_JSON_FALSE: out += 'f'; break;
        case WV_JSON_TRUE: out += 't'; break;
        case WV_JSON_NUMBER: put_number(out, wv_json_number(v.text)); break;
        case WV_JSON_STRING: put_text(out, 's', v.text.p, v.text.n); break;
        default: out += v.type == WV_JSON_ARRAY ? "a(" : "o("; ends.push_back(v.next);
        }
    }
    while (!ends.empty()) out += ')', ends.pop_back();
    return out;
}

void shape_simdjson(std::string &out, simdjson::dom::element e)
{
    using simdjson::dom::element_type;
    switch (e.type()) {
    case element_type::NULL_VALUE: out += '0'; break;
    case element_type::BOOL: out += bool(e) ? 't' : 'f'; break;
    case element_type::INT64: put_number(out, double(int64_t(e))); break;
    case element_type::UINT64: put_number(out, double(uint64_t(e))); break;
    case element_type::DOUBLE: put_number(out, double(e)); break;
    case element_type::STRING: {
        std::string_view s = e;
        put_text(out, 's', s.data(), s.size());
        break;
    }
    case element_type::ARRAY:
        out += "a(";
        for (auto item : simdjson::dom::array(e)) shape_simdjson(out, item);
        out += ')';
        break;
    case element_type::OBJECT:
        out += "o(";
        for (auto field : simdjson::dom::object(e)) {
            put_text(out, 's', field.key.data(), field.key.size());
            shape_simdjson(out, field.value);
        }
        out += ')';
    }
}

void shape_jansson(std::string &out, json_t *e)
{
    const char *key;
    json_t *value;
    size_t i;
    switch (json_typeof(e)) {
    case JSON_NULL: out += '0'; break;
    case JSON_TRUE: out += 't'; break;
    case JSON_FALSE: out += 'f'; break;
    case JSON_INTEGER: put_number(out, double(json_integer_value(e))); break;
    case JSON_REAL: put_number(out, json_real_value(e)); break;
    case JSON_STRING: put_text(out, 's', json_string_value(e), json_string_length(e)); break;
    case JSON_ARRAY:
        out += "a(";
        json_array_foreach(e, i, value) shape_jansson(out, value);
        out += ')';
        break;
    case JSON_OBJECT:
        out += "o(";
        json_object_foreach(e, key, value)
        {
            put_text(out, 's', key, strlen(key));
            shape_jansson(out, value);
        }
        out += ')';
    }
}

// -- the explained differences --

enum Why {
    AGREE,
    DUPLICATE, // we and jansson (JSON_REJECT_DUPLICATES) refuse a repeated key; simdjson keeps both
    DEPTH,     // we stop at 64, simdjson at 1,024, jansson at 2,048
    NUMBER_RANGE, // simdjson and jansson refuse a number that does not fit; RFC 8259 has no range,
                  // we read on
    NUL_IN_KEY,   // jansson cannot hold U+0000 in a key
    NUL_AFTER,    // jansson skips a raw NUL byte right behind a number or a word; we and simdjson
                  // refuse it
    WHY_COUNT,
};
const char *const WHY_NAMES[] = {"agree",
                                 "duplicate key (simdjson accepts)",
                                 "depth 64 (both accept)",
                                 "number out of range (one or both refuse)",
                                 "U+0000 in a key (jansson refuses)",
                                 "raw NUL behind a number or word (jansson accepts)"};

struct Verdict {
    bool ours, simd, jans;
    wv_json_fault fault;
    size_t offset;
};

// A number of the tape that a parser may refuse: an integer beyond 64 bits, or a real that is no
// finite double.
bool has_number_out_of_range(const wv_json &j)
{
    for (uint32_t i = 0; i < j.count; i++) {
        if (j.values[i].type != WV_JSON_NUMBER) continue;
        int64_t integer;
        wv_str text = j.values[i].text;
        bool is_integer = true;
        for (uint32_t k = 0; k < text.n; k++) is_integer &= !strchr(".eE", text.p[k]);
        if (is_integer && !wv_json_integer(text, &integer)) return true;
        if (!std::isfinite(wv_json_number(text))) return true;
    }
    return false;
}

bool has_nul_in_key(const wv_json &j)
{
    for (uint32_t i = 0; i < j.count; i++) {
        if (j.values[i].type != WV_JSON_OBJECT) continue;
        uint32_t key = i + 1;
        for (uint32_t n = 0; n < j.values[i].count; n++, key = j.values[key + 1].next)
            if (memchr(j.values[key].text.p, 0, j.values[key].text.n)) return true;
    }
    return false;
}

// Brackets that are open in front of a byte, counted apart from the parser.
unsigned depth_at(const std::string &line, size_t end)
{
    unsigned depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < end && i < line.size(); i++) {
        char c = line[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string)
            depth += (c == '[' || c == '{') - (c == ']' || c == '}');
    }
    return depth;
}

// WHY_COUNT when nothing explains it.
Why explain(const Verdict &v, const wv_json &j, const json_error_t &jerr, const std::string &line)
{
    if (!v.ours) {
        if (v.fault == WV_JSON_FAULT_DEPTH)
            return depth_at(line, v.offset) == WV_JSON_DEPTH_MAX ? DEPTH : WHY_COUNT;
        if (v.fault == WV_JSON_FAULT_DUPLICATE && !v.jans) return DUPLICATE;
        if (!v.simd && v.jans && v.offset > 0 && v.offset < line.size() && line[v.offset] == '\0' &&
            isalnum((unsigned char)line[v.offset - 1]))
            return NUL_AFTER;
        return WHY_COUNT;
    }
    if ((!v.simd || !v.jans) && has_number_out_of_range(j)) return NUMBER_RANGE;
    if (v.simd && !v.jans && has_nul_in_key(j) &&
        json_error_code(&jerr) == json_error_null_byte_in_key)
        return NUL_IN_KEY;
    return WHY_COUNT;
}

void show(const char *what, const std::string &line, uint64_t number)
{
    printf("line %" PRIu64 ": %s\n", number, what);
    for (unsigned char c : line) c >= 0x20 && c < 0x7F ? printf("%c", c) : printf("\\x%02x", c);
    printf("\n");
}

} // namespace

int main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], nullptr, 10) : 1000000, yes = 0,
             explained[WHY_COUNT] = {};
    Random r{argc > 2 ? strtoull(argv[2], nullptr, 10) : 1};
    simdjson::dom::parser simd;
    wv_arena arena;
    wv_json ours;
    wv_arena_init(&arena);
    wv_json_init(&ours, &arena);
    for (uint64_t i = 0; i < count; i++) {
        std::string line = make_line(r), shape;
        wv_json_error error = {};
        json_error_t jerr = {};
        Verdict v = {};
        wv_arena_reset(&arena);
        v.ours = wv_json_parse(&ours, {line.data(), uint32_t(line.size())}, &error) == WV_OK;
        v.fault = error.fault;
        v.offset = error.offset;
        simdjson::dom::element root;
        v.simd = simd.parse(line).get(root) == simdjson::SUCCESS;
        json_t *jans = json_loadb(line.data(), line.size(),
                                  JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &jerr);
        v.jans = jans != nullptr;
        if (!v.ours && error.offset > line.size())
            return show("an error beyond the end", line, i), 1;
        if (v.ours != v.simd || v.ours != v.jans) {
            Why why = explain(v, ours, jerr, line);
            if (why == WHY_COUNT) {
                printf("ours %d (%s), simdjson %d, jansson %d (%s)\n", v.ours,
                       v.ours ? "" : error.message, v.simd, v.jans, v.jans ? "" : jerr.text);
                return show("unexplained disagreement", line, i), 1;
            }
            explained[why]++;
        } else {
            explained[AGREE]++;
        }
        if (v.ours && v.simd) {
            shape_simdjson(shape, root);
            if (shape != shape_ours(ours)) return show("simdjson read other values", line, i), 1;
        }
        if (v.ours && v.jans) {
            shape.clear();
            shape_jansson(shape, jans);
            if (shape != shape_ours(ours)) return show("jansson read other values", line, i), 1;
        }
        yes += v.ours;
        json_decref(jans);
    }
    printf("%" PRIu64 " lines, %" PRIu64 " valid; ", count, yes);
    for (int w = 0; w < WHY_COUNT; w++)
        printf("%s%s %" PRIu64, w ? ", " : "", WHY_NAMES[w], explained[w]);
    printf("\n");
    wv_json_done(&ours);
    wv_arena_done(&arena);
    return 0;
}
