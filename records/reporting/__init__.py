"""The credit report: what it says (snapshot) and how it is printed (pdf). Neither decides who may have it; the service does."""
