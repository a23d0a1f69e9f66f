"""The metrics: one file each, registered here and nowhere else. docs/metrics.md is made from them.

from engines.report.metrics import METRICS
METRICS["nps"].compute({"answers": frame}, scene=Scene(now=now)).to_json()
"""

from typing import Any

from engines.report.metrics import (
    attribution,
    campaign_roi,
    ces_v1,
    ces_v2,
    churn_contract,
    churn_orders,
    clv_contract,
    clv_historic,
    clv_model,
    cohort_retention,
    conversion,
    cross_sell,
    csat,
    fcr,
    first_response,
    forecast_accuracy,
    funnel,
    health_score,
    incremental_roi,
    lead_score,
    logo_churn,
    nps,
    nrr,
    payment_forecast,
    prediction_quality,
    repeat_purchase,
    resolution,
    retention,
    rfm,
    sla_met,
    trend_forecast,
    upsell,
    weighted_forecast,
    word_counts,
)
from engines.report.metrics.base import Metric, MetricInputError, Scene

MODULES = (
    funnel, conversion, weighted_forecast, forecast_accuracy, payment_forecast, trend_forecast, lead_score,
    nps, ces_v1, ces_v2, csat, first_response, resolution, sla_met, fcr,
    repeat_purchase, upsell, cross_sell, retention, cohort_retention, rfm,
    clv_historic, clv_contract, clv_model, logo_churn, nrr, churn_contract, churn_orders, health_score,
    campaign_roi, attribution, incremental_roi, word_counts, prediction_quality,
)  # fmt: skip
METRICS: dict[str, Metric[Any, Any]] = {module.METRIC.key: module.METRIC for module in MODULES}
"""Key → the current version of its definition, in the order of the reference."""

__all__ = ["METRICS", "MODULES", "Metric", "MetricInputError", "Scene"]
