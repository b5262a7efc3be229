"""usage: python3 tools/sample --data DIR --port PORT

Load the sample network into a hub that serves on PORT and play the main job
on it, through its public interface alone. What was done before is not done
again.
"""
import argparse
import json
import os
import pathlib
import sys

import network
from hub import Hub, Refused
from story import Story


def admin_token(data):
    return (pathlib.Path(data) / f"{network.DISTRICT}-admin-token"
            ).read_text().strip()


def write_accounts(hub, data, accounts):
    """One account and token per role, for whoever tries the sample."""
    first = {}
    for account in accounts.values():
        first.setdefault((account["role"], account["hub"]), account)
    listed = []
    for account in first.values():
        session = network.sign_in(hub, account)
        token = hub.request(
            "POST", f"/v1/hubs/{network.DISTRICT}/me/tokens",
            {"label": "sample", "grants": []}, session)["token"]
        listed.append({key: account[key] for key in
                       ("role", "hub", "account", "password")}
                      | {"token": token})
    path = pathlib.Path(data) / "sample-accounts.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(listed, file, ensure_ascii=False, indent=1)


def load(hub, data):
    hub.at(90)
    admin = admin_token(data)
    print("loading the sample network …", flush=True)
    network.load_hubs(hub, admin)
    hub.say("  13 hubs")
    accounts = network.load_accounts(hub, admin)
    for account in accounts.values():
        network.sign_in(hub, account)
    operator = accounts["操作员林"]["session"]
    organisations = network.load_organisations(hub, operator)
    hub.say(f"  {len(organisations)} organisations, all invented")
    network.load_applicants(hub, accounts, organisations, admin)
    network.load_figures(hub, operator)
    hub.say("  figures from the articles, each with its date and qualifier")
    fund, street = network.load_fund(hub, accounts["财务陈"]["session"],
                                     organisations)
    hub.say("  the district's fund and a street's sub-fund")
    return Story(hub, accounts, organisations, fund, street)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    hub = Hub(options.data, options.port)
    try:
        hub.wait_for("the hub to be ready", hub.is_ready)
        if "done" in hub.journal.steps:
            return
        story = load(hub, options.data)
        print("playing the main job …", flush=True)
        story.play()
        hub.at(0)
        write_accounts(hub, options.data, story.accounts)
    except (Refused, TimeoutError) as error:
        sys.exit(f"sample: {error}")
    hub.journal.add("done", True)


if __name__ == "__main__":
    main()
