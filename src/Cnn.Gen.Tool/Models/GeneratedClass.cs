using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Cnn.Gen.Tool.Commands;

namespace Cnn.Gen.Tool.Models;

/// <summary>A network in an assembly, read from its metadata: nothing of the assembly is loaded or run.</summary>
/// <param name="FullName">Its name with namespace and containing types.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Definition">Its constant <c>Definition</c>.</param>
internal sealed record GeneratedClass(string FullName, string Name, string Definition)
{
    /// <summary>Whether <paramref name="name"/> means this class: its whole name, or the end of it.</summary>
    public bool Is(string name) => FullName == name || FullName.EndsWith("." + name, StringComparison.Ordinal);

    /// <summary>All networks of an assembly, in the order in which they stand there.</summary>
    public static IReadOnlyList<GeneratedClass> ReadAll(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
                throw new CommandException($"{path} is not a .NET assembly.");
            MetadataReader metadata = file.GetMetadataReader();
            return [.. metadata.TypeDefinitions.Select(handle => Read(metadata, metadata.GetTypeDefinition(handle))).OfType<GeneratedClass>()];
        }
        catch (BadImageFormatException exception)
        {
            throw new CommandException($"{path} is not a .NET assembly: {exception.Message}");
        }
    }

    private static GeneratedClass? Read(MetadataReader metadata, TypeDefinition type)
    {
        if (!type.GetCustomAttributes().Any(handle => IsModel(metadata, metadata.GetCustomAttribute(handle))))
            return null;
        foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            ConstantHandle constant = field.GetDefaultValue();
            if (!constant.IsNil && metadata.StringComparer.Equals(field.Name, "Definition") && metadata.GetConstant(constant) is { TypeCode: ConstantTypeCode.String } value)
                return new GeneratedClass(FullNameOf(metadata, type), metadata.GetString(type.Name), Encoding.Unicode.GetString(metadata.GetBlobBytes(value.Value)));
        }

        return null;
    }

    /// <summary>Whether an attribute is <c>[CnnModel]</c>.</summary>
    private static bool IsModel(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.GetTypeReference((TypeReferenceHandle)parent) is var type
        && metadata.StringComparer.Equals(type.Name, "CnnModelAttribute") && metadata.StringComparer.Equals(type.Namespace, "Cnn.Gen");

    private static string FullNameOf(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name), space = metadata.GetString(type.Namespace);
        if (!type.GetDeclaringType().IsNil)
            return $"{FullNameOf(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}.{name}";
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
