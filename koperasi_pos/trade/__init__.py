"""The rules of the trade, pure: values and documents in, documents or a Refusal out."""
