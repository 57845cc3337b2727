using CrmQbSync.Help;
using CrmQbSync.Profiles;

switch (args)
{
    case ["schema", var file]:
        File.WriteAllText(file, ProfileSchema.Compose());
        return 0;
    case ["help", var docs, var module, var target]:
        return HelpBuilder.Build(docs, module, target);
    default:
        Console.Error.WriteLine("""
            Makes what the module ships beside its code:
              schema FILE                   the JSON Schema of the profile, from the keys that the reader checks by
              help DOCS MODULE.dll FOLDER   the help that Get-Help shows, from the Markdown in DOCS and the cmdlets in MODULE.dll
            """);
        return 1;
}
