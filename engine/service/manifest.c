/* SPDX-License-Identifier: EUPL-1.2 */
/* manifest.c: account of a run -> a line of JSON.
 *
 * In: what a run knows of itself. Out: a file, whole or not at all, mode 0600 (names of files can
 * tell who they are about). Neighbours: cli/scan.c fills it, cli/spool.c and service/history.c read
 * it back. Invariant: `account` holds the same numbers as the line on stderr. Cost: hashing the
 * inputs once more. */
#include "service/manifest.h"

#include "service/file_hash.h"

static void put_time(wv_buf *b, const char *key, wv_time t)
{
    wv_buf_format(b, ",\"%s\":", key);
    if (!t.known) {
        wv_buf_text(b, "null");
        return;
    }
    wv_buf_byte(b, '"');
    wv_time_write(b, t);
    wv_buf_byte(b, '"');
}

static void put_text(wv_buf *b, const char *key, const char *text)
{
    wv_buf_format(b, ",\"%s\":", key);
    if (text)
        wv_buf_json(b, wv_str_of(text));
    else
        wv_buf_text(b, "null");
}

static void put_number(wv_buf *b, const char *key, uint64_t value)
{
    wv_buf_format(b, ",\"%s\":%llu", key, (unsigned long long)value);
}

/* {"path":P,"bytes":N,"sha256":H and then what the caller adds. */
static wv_rc put_file(wv_buf *b, const char *path, wv_err *err)
{
    wv_file_hash h = {0};
    wv_rc rc = strcmp(path, "-") == 0 ? WV_OK : wv_file_hash_of(path, &h, err);
    wv_buf_text(b, "{\"path\":");
    wv_buf_json(b, wv_str_of(path));
    put_number(b, "bytes", h.bytes);
    put_text(b, "sha256", h.hex[0] ? h.hex : NULL);
    return rc;
}

static wv_rc put_inputs(wv_buf *b, const wv_manifest *m, wv_err *err)
{
    wv_rc rc = WV_OK;
    wv_buf_text(b, ",\"inputs\":[");
    for (uint32_t i = 0; rc == WV_OK && i < m->input_count; i++) {
        if (i) wv_buf_byte(b, ',');
        rc = put_file(b, m->inputs[i], err);
        if (i < m->stats->input_count) {
            const wv_input_stats *s = &m->stats->inputs[i];
            put_number(b, "read", s->read);
            put_number(b, "scanned", s->scanned);
            put_number(b, "seen", s->seen);
            put_number(b, "dead", s->dead);
        }
        wv_buf_byte(b, '}');
    }
    wv_buf_byte(b, ']');
    return rc;
}

/* The object that `scan --log json` prints, with its first key off. */
static void put_account(wv_buf *b, const wv_run_stats *stats)
{
    static const char head[] = "{\"log\":\"stats\",";
    wv_buf line;
    wv_buf_init(&line);
    wv_run_stats_json(stats, &line);
    wv_buf_text(b, ",\"account\":{");
    if (line.failed || line.n < sizeof head)
        b->failed = true;
    else
        wv_buf_add(b, line.p + sizeof head - 1, line.n - (sizeof head - 1) - 1);
    wv_buf_done(&line);
}

static void put_sources(wv_buf *b, const wv_run_stats *stats)
{
    bool first = true;
    wv_buf_text(b, ",\"sources\":{");
    for (int i = 0; i < WV_ORGANISATION_COUNT; i++) {
        if (!stats->by_source[i]) continue;
        wv_buf_format(b, "%s\"%s\":%llu", first ? "" : ",",
                      wv_organisation_name((wv_organisation)i),
                      (unsigned long long)stats->by_source[i]);
        first = false;
    }
    wv_buf_byte(b, '}');
}

static wv_rc put_output(wv_buf *b, const char *key, const char *path, wv_err *err)
{
    wv_buf_format(b, ",\"%s\":", key);
    if (!path) {
        wv_buf_text(b, "null");
        return WV_OK;
    }
    wv_rc rc = put_file(b, path, err);
    wv_buf_byte(b, '}');
    return rc;
}

static void put_arguments(wv_buf *b, const wv_manifest *m)
{
    wv_buf_text(b, ",\"arguments\":[");
    for (uint32_t i = 0; i < m->argument_count; i++) {
        if (i) wv_buf_byte(b, ',');
        wv_buf_json(b, wv_str_of(m->arguments[i]));
    }
    wv_buf_byte(b, ']');
}

static void put_guards(wv_buf *b, const wv_manifest *m)
{
    wv_buf_text(b, ",\"canary\":");
    if (m->canary_flew)
        wv_buf_format(b, "{\"records\":%llu,\"flagged\":%llu}",
                      (unsigned long long)m->canary.records, (unsigned long long)m->canary.flagged);
    else
        wv_buf_text(b, "null");
    wv_buf_text(b, ",\"sandbox\":");
    if (m->sandbox)
        wv_buf_format(b, "{\"files\":%s,\"calls\":%s}", m->sandbox->files ? "true" : "false",
                      m->sandbox->calls ? "true" : "false");
    else
        wv_buf_text(b, "null");
}

static wv_rc put_manifest(wv_buf *b, const wv_manifest *m, wv_err *err)
{
    wv_buf_text(b, "{\"schema\":\"waakvlam/1\",\"type\":\"manifest\"");
    put_text(b, "run", m->run);
    put_time(b, "started_at", m->started);
    put_time(b, "ended_at", m->ended);
    wv_buf_format(b, ",\"exit\":%d,\"engine\":\"" WV_VERSION "\",\"pack\":{\"name\":", m->exit);
    wv_buf_json(b, m->pack->name);
    wv_buf_text(b, ",\"version\":");
    wv_buf_json(b, m->pack->version);
    put_text(b, "sha256", m->pack->sha256_hex);
    wv_buf_byte(b, '}');
    put_arguments(b, m);
    wv_rc rc = put_inputs(b, m, err);
    put_account(b, m->stats);
    put_sources(b, m->stats);
    if (rc == WV_OK) rc = put_output(b, "output", m->output, err);
    if (rc == WV_OK) rc = put_output(b, "dead_letters", m->dead_letters, err);
    put_guards(b, m);
    wv_buf_text(b, "}\n");
    return rc == WV_OK && b->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : rc;
}

wv_rc wv_manifest_write(const wv_manifest *m, const char *path, wv_err *err)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_rc rc = put_manifest(&b, m, err);
    if (rc == WV_OK) rc = wv_sink_write_file(path, 0600, &b, err);
    wv_buf_done(&b);
    return rc;
}
