using Cnn.Gen;

var net = new WrongNet(seed: 1);
Console.WriteLine(net.Classify(new float[WrongNet.InputLength]));
float[] values = new float[1];
WrongNet.Conv1.Forward(values, values, values, values);
WrongNet.Dense1.Forward(values, values, values, values);

[CnnModel(4, 4, 1)]
[Conv2D(1, 5)]
[Dense(4)]
public sealed partial class WrongNet;
