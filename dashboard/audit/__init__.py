"""The audit (nhật ký sử dụng) as people search, read and take it away."""
