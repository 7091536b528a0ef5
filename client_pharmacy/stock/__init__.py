"""库存: every drug, its batches and movements, the 缺药 flag, batches coming in."""
