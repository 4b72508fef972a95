"""The German of council papers, vendor-neutral: vocabulary as data, rules that read blocks of text."""
