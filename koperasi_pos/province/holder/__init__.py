"""The province as a holder of rights: one chain a shop, whose every act is an entry in the shop's feed."""
