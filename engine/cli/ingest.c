/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest.c: `waakvlam ingest STORE [OUTPUT...]`: what scan wrote, into a review store.
 *
 * In: lines of scan, and with --records what it read. Out: the store. Neighbours: storing.c.
 * Invariant: the same again changes nothing. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/storing.h"

#include <stdio.h>

static const char about[] =
    "Puts what `scan` wrote into the store that reviewers work on; makes it when it is not there.\n"
    "Without OUTPUT, or with -, it reads standard input. The same lines again change nothing, so "
    "a\n"
    "run that was cut off may be given again whole. A decision stays with its evidence: what a "
    "new\n"
    "pack finds again in the same words keeps it, other words open the case again.";

typedef struct wanted {
    const char *purpose, *basis, *tz;
    wv_option_texts records;
    bool no_text, bulk, rescan, quiet;
} wanted;

static wv_rc take_all(wv_storing *s, const wanted *w, int argc, char **argv, wv_err *err)
{
    wv_rc rc = WV_OK;
    /* Records first: a reader of the queue finds the text with its flag. */
    for (unsigned i = 0; rc == WV_OK && i < w->records.count; i++)
        rc = wv_storing_records(s, w->records.items[i], err);
    for (int i = 2; rc == WV_OK && i < argc; i++) rc = wv_storing_flags(s, argv[i], err);
    return rc == WV_OK && argc == 2 && !w->records.count ? wv_storing_flags(s, "-", err) : rc;
}

int wv_cli_ingest(int argc, char **argv)
{
    wanted w = {0};
    wv_storing s;
    wv_tz zone;
    wv_err err = {0};
    const wv_option options[] = {
        {0, "records", WV_OPTION_TEXTS, "FILE", "records that were scanned, for their text",
         &w.records},
        {0, "no-text", WV_OPTION_FLAG, NULL, "of records all but text and title", &w.no_text},
        {0, "purpose", WV_OPTION_TEXT, "TEXT", "what the store is for; asked once", &w.purpose},
        {0, "legal-basis", WV_OPTION_TEXT, "WORD", "wpg-8, wpg-9 or avg; asked once", &w.basis},
        {0, "tz", WV_OPTION_TEXT, "ZONE", "zone of times without offset, as for scan", &w.tz},
        {0, "bulk", WV_OPTION_FLAG, NULL, "fill a new store faster; it appears when it is whole",
         &w.bulk},
        {0, "rescan", WV_OPTION_FLAG, NULL,
         "OUTPUT is all that a scan of these records has: close what it no longer says", &w.rescan},
        {'q', "quiet", WV_OPTION_FLAG, NULL, "no account on stderr", &w.quiet},
        {0}};
    const wv_command_line line = {"ingest [--records FILE] STORE [OUTPUT...|-]", about, options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (w.rescan && (!w.records.count || w.bulk))
        return wv_options_usage(&line, w.bulk ? "--rescan is for a store that has something"
                                              : "--rescan wants the --records that were scanned");
    if (argc < 2) return wv_options_usage(&line, "which store?");
    if (wv_tz_open(w.tz ? w.tz : "Europe/Amsterdam", &zone, &err)) {
        if (w.tz) return wv_options_usage(&line, "--tz: %s", err.message);
        wv_tz_open("+01:00", &zone, NULL);
    }
    wv_storing_options o = {.command = "ingest",
                            .store = argv[1],
                            .purpose = w.purpose,
                            .basis = w.basis,
                            .no_text = w.no_text,
                            .bulk = w.bulk,
                            .rescan = w.rescan,
                            .quiet = w.quiet,
                            .reader = {&zone, w.tz != NULL}};
    done = wv_storing_open(&s, &o);
    if (done) return done;
    err = (wv_err){0};
    wv_rc rc = take_all(&s, &w, argc, argv, &err);
    return wv_storing_close(&s, rc, &err);
}
