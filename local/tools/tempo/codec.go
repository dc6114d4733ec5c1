package main

import "github.com/golang/protobuf/proto"

// codec replaces gRPC's own. Tempo registers such a codec in an init function and relied on running after
// gRPC's; since Go 1.21 packages initialise in the order of their paths, so gRPC's wins and panics on custom types.
type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(v interface{}) ([]byte, error) {
	if generated, ok := v.(interface{ Marshal() ([]byte, error) }); ok {
		return generated.Marshal()
	}
	return proto.Marshal(v.(proto.Message))
}

func (codec) Unmarshal(data []byte, v interface{}) error {
	if generated, ok := v.(interface{ Unmarshal([]byte) error }); ok {
		v.(proto.Message).Reset()
		return generated.Unmarshal(data)
	}
	return proto.Unmarshal(data, v.(proto.Message))
}
