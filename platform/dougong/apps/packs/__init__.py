"""Industry packs: one template for several lines of business."""
