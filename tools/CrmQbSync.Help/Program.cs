using CrmQbSync.Profiles;

switch (args)
{
    case ["schema", var file]:
        File.WriteAllText(file, ProfileSchema.Compose());
        return 0;
    default:
        Console.Error.WriteLine("""
            Makes what the module ships beside its code:
              schema FILE         the JSON Schema of the profile, from the keys that the reader checks by
            """);
        return 1;
}
