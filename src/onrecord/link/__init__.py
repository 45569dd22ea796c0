"""Link: what holds across articles. Takes records, yields links; it writes nothing and loads no model."""
