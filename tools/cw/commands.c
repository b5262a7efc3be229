/* What there is to call, and all that is said about it. */
#include "cw.h"

#include <stddef.h>

#define KIND_DOC                                                               \
    "live (the default), sample or test; only the stores of a sample or a\n"   \
    "          test follow a clock file"
#define HUB_DOC "the hub, such as longgang or longgang.bantian"
#define ONE_HUB "of this hub only"
#define ALL_DOC                                                                \
    "HUB is the uppermost hub here: nothing is served here\n"                  \
    "          afterwards"
#define SERVICES "registry, grants, fundraising or notification"

const struct option shared_options[] = {
    { "--data", "DIR", false, "the folder of all stores (CW_DATA; ./data)" },
    { "--endpoint", "ZMQ", false,
            "where the gateway listens (CW_CLIENTS_ENDPOINT;\n"
            "          ipc://DIR/run/clients)" },
    { "--token", "TOKEN", false,
            "whose rights cw call has (CW_TOKEN; else the public's)" },
    { NULL },
};

const struct command commands[] = {
    { "init", "HUB", 1, 1, cw_init, "make an empty hub",
            "Makes the stores of HUB in the data folder, which it makes as "
            "well, "
            "and\nthe account of its first administrator. A one-time token "
            "with "
            "which she\nsets her password is printed, and kept in "
            "DIR/keys/HUB-admin-token (0600).\nNothing is made where a store "
            "of HUB is already.",
            "cw --data /srv/commonweal init longgang --admin 王芳\n"
            "cw init longgang --admin chief --name 龙岗区 --division 440307",
            { { "--admin", "ACCOUNT", true, "the first administrator" },
                    { "--name", "NAME", false, "what the hub is called" },
                    { "--division", "CODE", false,
                            "its division's code: 6, 9 or 12 digits" },
                    { "--kind", "KIND", false, KIND_DOC } } },
    { "hub add", "HUB", 1, 1, cw_hub_add, "make a further hub's stores here",
            "Makes the stores of HUB beside those of the hub above it, which "
            "must "
            "be in\nthe same folder. A running cw up serves the hub at once.",
            "cw hub add longgang.bantian --name 坂田街道",
            { { "--name", "NAME", false, "what the hub is called" },
                    { "--division", "CODE", false,
                            "its division's code: 6, 9 or 12 digits" },
                    { "--kind", "KIND", false, KIND_DOC } } },
    { "hub release", "HUB TO", 2, 2, cw_hub_release,
            "stop serving a hub here, to move it",
            "Ends the serving of HUB, and of those below it in the same data "
            "folder, while\nthe others are served on, and writes their stores "
            "to TO, which must not be\nthere yet. TO is the hub from then on: "
            "carry it to the new machine and take\nit there, or here again. "
            "Until then requests get 503 and are to be repeated.\nWhat was "
            "interrupted is simply repeated.",
            "cw hub release longgang.bantian /media/usb/bantian",
            { { "--lost", NULL, false,
                      "what was written before is lost for good: write "
                      "another;\n          two that are both taken are "
                      "refused" },
                    { "--all", NULL, false, ALL_DOC } } },
    { "hub take", "FROM", 1, 1, cw_hub_take,
            "serve a hub that was released elsewhere",
            "Checks all that cw hub release wrote to FROM, puts it into the "
            "data folder,\nwhich is made if need be, and marks FROM as taken: "
            "it is taken once. A running\ncw up serves the hub at once. What "
            "was interrupted is simply repeated.",
            "cw --data /srv/commonweal hub take /media/usb/bantian",
            { { 0 } } },
    { "hub move", "HUB DATA", 2, 2, cw_hub_move,
            "release a hub here and take it in another folder",
            "Does both, between two data folders of this machine.",
            "cw hub move longgang.bantian /srv/bantian",
            { { "--all", NULL, false, ALL_DOC } } },
    { "hub invite", "HUB", 1, 1, cw_join, "let a hub elsewhere join below",
            "Prints a code with which the hub HUB, which runs on a machine of "
            "its "
            "own,\njoins this one. It works once and until it expires: hand it "
            "over in person.\nThe setting endpoints/links says where this "
            "gateway "
            "listens for it.",
            "cw hub invite longgang.bantian --at "
            "tcp://district.example.org:5557",
            { { "--at", "tcp://HOST:PORT", true,
                      "where its gateway reaches this one; of several, a name "
                      "that\n          leads to all, or each, with commas" },
                    { "--hours", "N", false, "how long the code is good" } } },
    { "hub enrol", "CODE", 1, 1, cw_join, "join the hub that gave the code",
            "Exchanges keys with the hub above, by the code that its cw hub "
            "invite\nprinted. The running gateway then dials it, and goes on "
            "doing "
            "so.",
            "cw hub enrol cwj1.bG9uZ2dhbmc…", { { 0 } } },
    { "hub links", "", 0, 0, cw_join, "list the hubs above and below",
            "A line for each hub that is joined to this one: up or OFFLINE, "
            "how "
            "many\nhubs are behind it, and when it was last heard of.",
            "cw hub links", { { 0 } } },
    { "hub rotate", "", 0, 0, cw_join, "take a new key for the link upward",
            "Makes a new key, tells the hub above, and dials by it from then "
            "on. "
            "The key\nbefore ends within a day.",
            "cw hub rotate", { { 0 } } },
    { "hub revoke", "HUB", 1, 1, cw_join, "cut a hub below off",
            "Ends the link with HUB at once and refuses its key. Both sides "
            "work "
            "on by\nthemselves; it joins again by a new code.",
            "cw hub revoke longgang.bantian --reason 设备失窃",
            { { "--reason", "TEXT", true, "why: it is in the log" } } },
    { "account reset", "ACCOUNT", 1, 1, cw_account,
            "let in who lost token and password",
            "Forgets the password of ACCOUNT, ends its sessions, and prints a "
            "one-time\ntoken with which another is set. Whoever may open the "
            "data folder may run it;\nthat it was done, and why, stands in the "
            "trail of the account. cw up must be\nrunning.",
            "cw account reset 王芳 --hub longgang --reason 令牌遗失",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the trail" } } },
    { "up", "", 0, 0, cw_up, "run the gateway and the four services",
            "Starts the five programs on the data folder and starts again what "
            "crashes,\nwith growing pauses. Their logs come on standard error. "
            "Ctrl-C or SIGTERM\nends all of them within five seconds. A folder "
            "is "
            "served once: a second\ncw up refuses.",
            "cw --data /srv/commonweal up", { { 0 } } },
    { "status", "", 0, 0, cw_status, "who serves what, and what needs a person",
            "A table of every store of every hub, drawn anew every two seconds "
            "until\nCtrl-C: its owner, how far it lags, what is queued, waits "
            "or "
            "is dead; above\nit the alarms, the followers that are behind and "
            "the "
            "last errors.",
            "cw status\ncw status --once",
            { { "--once", NULL, false, "show it once and end" } } },
    { "call", "OPERATION [JSON]", 1, 2, cw_call, "ask one operation",
            "Sends one request as a client would and prints the reply as JSON. "
            "The JSON\nis the operation's request; without it, it is read from "
            "standard input, unless\nthat is a terminal or the operation has "
            "no fields. /docs of the running hub\nlists all operations. A "
            "problem is told in words on standard error,\nand the status "
            "is 1.",
            "cw call registry.list_hubs\n"
            "cw call registry.search --hub longgang '{\"q\": \"社区\"}'\n"
            "cw call fundraising.give --hub longgang --key "
            "\"$(uuidgen)\" <gift.json",
            { { "--hub", "HUB", false, HUB_DOC },
                    { "--key", "KEY", false,
                            "the idempotency key: the same key does it "
                            "once" } } },
    { "tail", "SERVICE", 1, 1, cw_tail, "follow a service's log of events",
            "Prints each event of a log: its number, time, type, subject and "
            "body "
            "as\nJSON, from the first one on; then it waits for more, until "
            "Ctrl-C.\nSERVICE is " SERVICES ".",
            "cw tail fundraising --hub longgang\n"
            "cw tail grants --hub longgang --after 120 --once",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--after", "SEQ", false,
                            "only what came after this one" },
                    { "--once", NULL, false, "end where the log ends" } } },
    { "events dead", "SERVICE", 1, 1, cw_events, "list what was refused",
            "The events of other services that SERVICE refused five times, as "
            "JSON: the\nnumber of each letter, its source, the error and when.",
            "cw events dead grants --hub longgang",
            { { "--hub", "HUB", true, HUB_DOC } } },
    { "events retry", "SERVICE LETTER", 2, 2, cw_events,
            "apply a dead letter again",
            "Applies the event of the dead letter again, once its cause is "
            "gone. "
            "What is\nrefused again stays a dead letter.",
            "cw events retry grants 7 --hub longgang --reason 基金已恢复",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the log" } } },
    { "events skip", "SERVICE LETTER", 2, 2, cw_events, "give a dead letter up",
            "The event is never applied; what follows it goes on. That it was "
            "skipped,\nand why, is an event of SERVICE's log.",
            "cw events skip grants 8 --hub longgang --reason 重复登记",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the log" } } },
    { "events lost", "SERVICE", 1, 1, cw_events,
            "list what a restore did not bring back",
            "What SERVICE had, and has not since its store was restored: "
            "values that no\nlog holds, events that were seen elsewhere, "
            "numbers that are void. LOSS is\nwhat cw events settle wants.",
            "cw events lost fundraising --hub longgang.bantian",
            { { "--hub", "HUB", true, HUB_DOC } } },
    { "events settle", "SERVICE LOSS", 2, 2, cw_events,
            "strike losses off the list",
            "Strikes every loss up to number LOSS off the list: a person has "
            "seen to them.\nThat, and why, is an event of SERVICE's log.",
            "cw events settle grants 12 --hub longgang.bantian --reason 已补录",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the log" } } },
    { "events rejoin", "SERVICE SOURCE", 2, 2, cw_events,
            "follow a restored log on",
            "SERVICE has seen events of the log SOURCE that are lost since it "
            "was restored,\nand stopped (diverged). Now it follows the new "
            "history; what it did for the\nlost events stays done. Those of a "
            "branch are in events lost.",
            "cw events rejoin grants grants@longgang.bantian --hub longgang "
            "--reason 核对",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the log" } } },
    { "recover", "SERVICE", 1, 1, cw_recover, "serve a restored store as it is",
            "A restored store takes commands only when it has what the hub "
            "above kept of\nit. Where that hub cannot be asked, or has seen "
            "what cannot be taken back,\nSERVICE of HUB is served as it is "
            "from now on; what else was seen is lost.",
            "cw recover grants --hub longgang.bantian --reason 区中心同时受灾",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--reason", "TEXT", true, "why: it is in the log" },
                    { "--numbers", "N", false,
                            "how many of each series may have been given since "
                            "the\n          backup; they are void (1000, or "
                            "what was seen)" } } },
    { "audit", "", 0, 0, cw_audit, "derive every balance and check every chain",
            "Sums up every posting of each ledger and compares it with what is "
            "stored,\nmakes the rows of grants and fundraising again from "
            "their logs and compares\nthose, then does what cw verify does. "
            "The status is 1 if anything differs.",
            "cw audit\ncw audit --hub longgang",
            { { "--hub", "HUB", false, ONE_HUB } } },
    { "verify", "", 0, 0, cw_verify, "check every log's hash chain",
            "Computes each chain again from its first event, and sees that "
            "no log is\nshorter than what its followers have seen of it. "
            "The status is 1 if one is\nbroken or cut; the line says where.",
            "cw verify --hub longgang",
            { { "--hub", "HUB", false, ONE_HUB } } },
    { "backup", "[TO]", 0, 1, cw_backup, "back up every store, while it serves",
            "Writes a copy of every store of the data folder to TO, which must "
            "not be\nthere yet, and restores each into a scratch folder to see "
            "that it can be.\nTO appears when all of it is on disk, or not at "
            "all. It is one sealed file\nif the setting backup/key names a "
            "key, else a folder. Without TO, it goes to\nthe folder of the "
            "setting backup/to, and the oldest there beyond backup/keep\nare "
            "removed. cw up must be running.",
            "cw backup /backups/2026-11-22\ncw backup", { { 0 } } },
    { "keys rotate", "", 0, 0, cw_keys, "take a new key for a hub's contacts",
            "Phones, addresses and the like are sealed in the stores of HUB. "
            "Makes a new\nkey, has every service seal them again, page by page "
            "beside live requests,\nand takes the old key out of use. One that "
            "was interrupted is gone on with.\ncw up must be running.",
            "cw keys rotate --hub longgang",
            { { "--hub", "HUB", true, HUB_DOC },
                    { "--lost", NULL, false,
                            "the key is lost: make one, and give up what it "
                            "sealed" } } },
    { "backup-key", "FILE", 1, 1, cw_backup_key, "make a key for backups",
            "Writes the secret half of a new key to FILE, which must not be "
            "there yet, and\nprints the public half for the setting "
            "backup/key. Only the secret half opens\nwhat is sealed: keep it "
            "away from this machine.",
            "cw backup-key /media/usb/backup.key", { { 0 } } },
    { "backups", "", 0, 0, cw_backups, "back up as the settings say",
            "Runs cw backup every backup/hours hours, until it is told to end. "
            "cw up does\nthis by itself when backup/to is set.",
            "cw backups", { { 0 } } },
    { "restore", "FROM", 1, 1, cw_restore,
            "put a backup in place of the stores",
            "Checks the whole backup FROM, then puts its stores in place of "
            "those of the\ndata folder, which are kept beside them. cw up must "
            "be stopped.",
            "cw restore /backups/2026-11-22\n"
            "cw restore /backups/20261122T020000Z.cwbackup --key backup.key\n"
            "cw restore s3://bucket/hub/20261122T020000Z.cwbackup --key "
            "backup.key",
            { { "--key", "FILE", false,
                      "the secret half of the key of a sealed backup" },
                    { "--forward", NULL, false,
                            "then go on along the logs of the stores that it "
                            "replaces,\n          as far as grants and "
                            "fundraising can" },
                    { "--drop-later", NULL, false,
                            "give up what the stores here have that the "
                            "backup lacks;\n          without either, such "
                            "stores are not replaced" } } },
    { "config", "", 0, 0, cw_config, "the settings in force and their origin",
            "A line for each setting: its variable, its entry in "
            "DIR/commonweal.cfg, the\nvalue in force, and whether that came "
            "from "
            "the environment, from the file or\nis the default. Lines of the "
            "file that set nothing are named, with the setting\nthat may be "
            "meant, and the status is 1.",
            "cw config\ncw config | grep HTTP", { { 0 } } },
    { NULL },
};
