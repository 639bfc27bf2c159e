"""What postergen talks about: values without behaviour that reaches outside."""
