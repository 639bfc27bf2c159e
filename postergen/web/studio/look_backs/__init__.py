"""What came of look backs, and what they say to whom."""
