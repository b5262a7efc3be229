"""usage: python3 tools/sample --data DIR --port PORT [--clock]

Load the sample network into a hub that serves on PORT and play the main job
on it, through its public interface alone. What was done before is not done
again.
"""
import argparse
import json
import os
import sys

import network
from hub import Hub, Refused
from story import Story


def admin_token(hub):
    return (hub.data / f"keys/{network.DISTRICT}-admin-token").read_text().strip()


def write_accounts(hub, accounts):
    """One account and token per role, for whoever tries the sample; of
    finance two, since nobody approves a payment of their own."""
    first = {}
    for account in accounts.values():
        first.setdefault((account["role"], account["hub"]), account)
    listed = []
    for account in (*first.values(), accounts[network.APPROVER]):
        token = hub.request(
            "POST", f"/v1/hubs/{network.DISTRICT}/me/tokens",
            {"label": "sample", "grants": []},
            hub.token(account["account"]))["token"]
        listed.append({key: account[key] for key in
                       ("role", "hub", "account", "password")}
                      | {"token": token})
    path = hub.data / "sample-accounts.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(listed, file, ensure_ascii=False, indent=1)


def load(hub):
    hub.at(89)  # the stores were made on the day before
    hub.sessions[network.ADMIN] = admin_token(hub)
    print("loading the sample network …", flush=True)
    network.load_hubs(hub)
    hub.say("  13 hubs")
    accounts = network.load_accounts(hub)
    organisations = network.load_organisations(hub)
    hub.say(f"  {len(organisations)} organisations, all invented")
    network.load_applicants(hub, accounts, organisations)
    network.load_figures(hub)
    hub.say("  figures from the articles, each with its date and qualifier")
    fund, street = network.load_fund(hub, organisations)
    hub.say("  the district's fund and a street's sub-fund")
    return Story(hub, accounts, organisations, fund, street)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--clock", action="store_true",
                        help="set the hub's clock for the story, no more")
    options = parser.parse_args()
    hub = Hub(options.data, options.port)
    hub.set_clock()
    if options.clock:
        return
    try:
        hub.wait_for("the hub to be ready", hub.is_ready)
        if "done" in hub.journal.steps:
            return
        story = load(hub)
        print("playing the main job …", flush=True)
        story.play()
        hub.at(0)
        write_accounts(hub, story.accounts)
    except (Refused, TimeoutError) as error:
        sys.exit(f"sample: {error}")
    hub.journal.add("done", True)


if __name__ == "__main__":
    main()
