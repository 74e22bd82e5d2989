"""Starts ministack with its own evaluation of metric alarms switched off.

It judges an alarm by all dimensions of a metric at once, knows no M out of N and no treatment of missing data, so alarms
of one environment fire on another's data. Here test/alarms evaluates them and sets their states; ministack then calls
their actions, and follows with the composite alarms above them.
"""

from ministack.services import cloudwatch

if not callable(getattr(cloudwatch, "_evaluate_all_alarms", None)) or not callable(
    getattr(cloudwatch, "_evaluate_alarm", None)
):
    raise SystemExit("ministack has changed: its alarm evaluation is not where launch.py switches it off")
cloudwatch._evaluate_all_alarms = lambda: None
cloudwatch._evaluate_alarm = lambda alarm: None

from ministack.app import main  # noqa: E402

main()
