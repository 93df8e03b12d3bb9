/* SPDX-License-Identifier: EUPL-1.2 */
/* metrics.c: counts -> the text format of Prometheus.
 *
 * In: a past run and the state of the spool. Out: a file. Neighbours: cli/spool.c. Invariants:
 * every metric has its HELP and TYPE line once; label values come from our own tables. */
#include "service/metrics.h"

#include "run/sink.h"

#include <sys/stat.h>

static void head(wv_buf *b, const char *name, const char *help)
{
    wv_buf_format(b, "# HELP waakvlam_%s %s\n# TYPE waakvlam_%s gauge\n", name, help, name);
}

static void gauge(wv_buf *b, const char *name, const char *help, int64_t value)
{
    head(b, name, help);
    wv_buf_format(b, "waakvlam_%s %lld\n", name, (long long)value);
}

static void put_records(wv_buf *b, const wv_past_run *r)
{
    const struct {
        const char *what;
        uint64_t count;
    } parts[] = {{"scanned", r->scanned}, {"seen", r->seen}, {"dead", r->dead}};
    head(b, "run_records", "Records that the last run read, by what became of them.");
    for (int i = 0; i < 3; i++)
        wv_buf_format(b, "waakvlam_run_records{became=\"%s\"} %llu\n", parts[i].what,
                      (unsigned long long)parts[i].count);
    head(b, "run_source_records", "Records of the last run by the organisation that sent them.");
    for (int i = 0; i < WV_ORGANISATION_COUNT; i++)
        wv_buf_format(b, "waakvlam_run_source_records{source=\"%s\"} %llu\n",
                      wv_organisation_name((wv_organisation)i),
                      (unsigned long long)r->by_source[i]);
}

static void put_run(wv_buf *b, const wv_past_run *r)
{
    gauge(b, "run_end_timestamp_seconds", "When the last run with files ended.", r->ended);
    gauge(b, "run_seconds", "How long it took.", r->ended - r->started);
    gauge(b, "run_exit", "Its exit code; 0 and 65 are runs that ended well.", r->exit);
    put_records(b, r);
    gauge(b, "run_bytes", "Bytes that it read.", (int64_t)r->bytes);
    gauge(b, "run_files", "Files that it took.", (int64_t)r->files);
    gauge(b, "run_dead_files", "Files of which nothing could be used.", (int64_t)r->dead_files);
    gauge(b, "run_unknown_fields", "Fields that no record should have.", (int64_t)r->unknown);
    gauge(b, "run_flags", "Flags that it wrote.", (int64_t)r->flags);
    gauge(b, "run_alerts", "Alerts that it wrote.", (int64_t)r->alerts);
    gauge(b, "run_canary", "1: its canary was flagged, 0: not, -1: none flew.", r->canary);
    gauge(b, "run_sandboxed", "1: files and system calls were fenced off.",
          r->fenced_files && r->fenced_calls);
}

wv_rc wv_metrics_write(const wv_metrics *m, const char *path, wv_err *err)
{
    wv_buf b;
    wv_sink sink;
    wv_buf_init(&b);
    wv_sink_init(&sink);
    head(&b, "build_info", "Version of this program.");
    wv_buf_text(&b, "waakvlam_build_info{version=\"" WV_VERSION "\"} 1\n");
    gauge(&b, "look_timestamp_seconds", "When the spool was last looked at.", m->looked);
    gauge(&b, "look_exit", "What that came to, as an exit code.", m->exit);
    gauge(&b, "waiting_files", "Files in in/ that are not marked ready.", (int64_t)m->waiting);
    gauge(&b, "refused_files", "Names in in/ that are no plain files.", (int64_t)m->refused);
    if (m->run) put_run(&b, m->run);
    wv_rc rc = b.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (rc == WV_OK) rc = wv_sink_open(&sink, path, 0644, err);
    /* The umask of a service (077) would hide it from the exporter. */
    if (rc == WV_OK) (void)fchmod(sink.fd, 0644);
    if (rc == WV_OK) rc = wv_sink_write(&sink, b.p, b.n, err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_buf_done(&b);
    return rc;
}
