/* SPDX-License-Identifier: EUPL-1.2 */
/* commands.h: every command of the binary, in the order of --help. A command is one file,
 * cli/<name>.c, with `int wv_cli_<name>(int argc, char **argv)`: argv[0] is the command's name, the
 * value is the exit code. To add one: a line here and its file. */
#ifndef WV_CLI_COMMANDS_H
#define WV_CLI_COMMANDS_H

#define WV_COMMAND_TABLE(X)                                                                        \
    X(scan, "read records, write flags and alerts with their evidence")                            \
    X(convert, "turn chat exports, call lists and mail into records")                              \
    X(spool, "scan what has arrived in a folder, once, also after a kill")                         \
    X(config, "show which settings hold and where they come from")                                 \
    X(show, "show the flags of a scan as a reviewer reads them")                                   \
    X(check, "compile a rule pack and say what is wrong with it")                                  \
    X(freeze, "write a rule pack as one file that is opened at once")                             \
    X(test, "run the tests that stand in the rules")                                               \
    X(explain, "say why a text did or did not match")                                              \
    X(key, "print the key of each written word")                                                   \
    X(tokens, "print the words, verbs and negated parts of records")                               \
    X(state, "show, export, back up or clean the stored cases")                                    \
    X(logbook, "write the chronology of a case")                                                   \
    X(digest, "write what is new since the last time")                                             \
    X(overleg, "write the agenda for a case conference")                                           \
    X(screening, "prepare the questions of a screening")                                           \
    X(monitor, "count indicators without personal data")                                           \
    X(ingest, "put what scan wrote into a review store")                                           \
    X(reindex, "make the words of a review store anew")                                            \
    X(verdicts, "write what reviewers said as items that eval reads")                              \
    X(replay, "say what a new pack finds differently in records of before")                        \
    X(link, "propose loose records that may belong together")                                      \
    X(gen, "write a corpus of invented items with their ground truth")                             \
    X(eval, "measure a pack or its flags against labelled items")                                  \
    X(diff, "say what two packs find differently in a corpus")                                     \
    X(coverage, "list signals by rules, tests and recall, gaps first")                             \
    X(parity, "hold every region's overlay against the pack, signal by signal")                    \
    X(calibrate, "propose a triage cut for a review load, and sample what it hides")               \
    X(profile, "count what each rule costs on a corpus")                                           \
    X(fmt, "write rule files in the house layout")                                                 \
    X(annotate, "hand findings to annotation tools and take verdicts back")                        \
    X(serve, "show the review pages of a store to browsers")                                       \
    X(user, "keep the accounts of a store, and who may see which case")                            \
    X(audit, "verify, show and hand out the log of who did what")                                  \
    X(purge, "destroy what a store may not hold any longer, with a receipt")                       \
    X(card, "describe a pack: what for, what in it, misses, figures")

#define WV_COMMAND_DECLARE(name, about)                                                            \
    __attribute__((weak)) int wv_cli_##name(int argc, char **argv);
WV_COMMAND_TABLE(WV_COMMAND_DECLARE)
#undef WV_COMMAND_DECLARE

#endif
