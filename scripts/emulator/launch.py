"""Starts ministack with those parts played as AWS documents them that our tests hang on.

Each replaces one function of ministack, which must be there and be called in the same way; requirements.txt pins it.
"""

import base64
import gzip
import itertools
import json
import threading

from ministack.services import cloudformation, cloudwatch, cloudwatch_logs, eventbridge, lambda_svc, sns
from ministack.services.cloudformation import provisioners


def replace(module, name, function):
    if not callable(getattr(module, name, None)):
        raise SystemExit(f"ministack has changed: {module.__name__} has no {name} that launch.py could replace")
    setattr(module, name, function)
    return function


def invoke_later(reference, event):
    """Asynchronously: tried again twice, then kept in the failure destination. ministack tries once."""
    function, config, name = lambda_svc._get_func_record_for_ref(reference)
    if not function or not config:
        raise LookupError(f"no function {name}")
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, config), event)


# Alarms. ministack pools all dimensions of a metric, knows no M out of N and no treatment of missing data, so that alarms
# of one environment fire on another's data. test/alarms evaluates them and sets their states; ministack then calls their
# actions, and follows with the composite alarms above them.
replace(cloudwatch, "_evaluate_alarm", lambda alarm: None)
replace(cloudwatch, "_evaluate_all_alarms", lambda: None)


# Log events. Their ids grow in the order of arrival, as on AWS, where lines of one millisecond are told apart by them;
# ministack draws them at random.
ids = itertools.count(1)
replace(cloudwatch_logs, "new_uuid", lambda: f"{next(ids):056d}")

# Log subscriptions. The delivery carries the ids that the log stream has, as on AWS; ministack makes up others, and then
# lines that are read again from the stream would look like new ones.
arrived = threading.local()
append_log_events = cloudwatch_logs._append_log_events


def append_and_remember(stream, events):
    arrived.events = events
    append_log_events(stream, events)


def deliver_log_events(group_name, stream_name, events):
    group = cloudwatch_logs._log_groups.get(group_name) or {}
    for subscription in (group.get("subscriptionFilters") or {}).values():
        pattern = subscription.get("filterPattern", "")
        matching = [
            {"id": event["eventId"], "timestamp": event["timestamp"], "message": event["message"]}
            for event in arrived.events
            if cloudwatch_logs._subscription_pattern_matches(pattern, event["message"])
        ]
        if not matching:
            continue
        batch = {
            "messageType": "DATA_MESSAGE",
            "owner": cloudwatch_logs.get_account_id(),
            "logGroup": group_name,
            "logStream": stream_name,
            "subscriptionFilters": [subscription["filterName"]],
            "logEvents": matching,
        }
        data = base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()
        invoke_later(subscription["destinationArn"], {"awslogs": {"data": data}})


replace(cloudwatch_logs, "_append_log_events", append_and_remember)
replace(cloudwatch_logs, "_fanout_to_subscription_filters", deliver_log_events)


# Topics and rules.
def deliver_notification(endpoint, envelope, topic_arn, sub_arn, msg_id, raw_message, message_attributes):
    record = {"EventVersion": "1.0", "EventSubscriptionArn": sub_arn, "EventSource": "aws:sns"}
    invoke_later(endpoint, {"Records": [{**record, "Sns": json.loads(envelope)}]})


replace(sns, "_deliver_to_lambda", deliver_notification)
replace(eventbridge, "_dispatch_to_lambda", lambda arn, payload: invoke_later(arn, json.loads(payload)))

# State events of ECS and CodeBuild, which those services alone may send: here they are ours to send.
put_events = eventbridge._put_events
replace(eventbridge, "_put_events", lambda data, **_: put_events(data, allow_aws_source=True))


# Nested stacks. An update touches only the resources whose properties changed, and a resource keeps the attributes that the
# update does not answer; ministack updates all of them and forgets their attributes, so that references to them fail.
update_resource = provisioners._update_resource


def update_in_nested_stack(resource_type, physical_id, old, new, stack_name, logical_id):
    known = cloudformation._stacks[stack_name]["_resources"][logical_id].get("Attributes") or {}
    if old == new:
        return physical_id, known
    updated_id, changed = update_resource(resource_type, physical_id, old, new, stack_name, logical_id, known)
    return updated_id, {**known, **changed} if updated_id == physical_id else changed


replace(provisioners, "_update_resource", update_in_nested_stack)

from ministack.app import main  # noqa: E402

main()
